"""Benchmarks: scenarios of the sizes that the program must serve, and what it makes of them."""
