"""What a scenario means, without any solver: weeks, options, steps, keys, windows, contracts."""
