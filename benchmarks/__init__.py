"""Benchmarks: generated scenarios of the sizes that the program must serve."""
