"""What the service answers, as both its ends use it."""
