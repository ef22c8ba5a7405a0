"""The benchmarks: what they measure, keep and show."""
