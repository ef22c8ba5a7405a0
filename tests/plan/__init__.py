"""Plan documents."""
