"""Plan documents: decisions, how they were found, and what is derived from them."""
