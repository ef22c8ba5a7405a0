"""The client: against the real service, and against small servers that fail on purpose."""
