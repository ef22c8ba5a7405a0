"""Search: annealing over random keys, large neighbourhoods, the whole model, and the run that joins them."""
