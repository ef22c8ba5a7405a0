"""Search: a fast serial construction, random keys over it, large neighbourhoods, and the run that joins them."""
