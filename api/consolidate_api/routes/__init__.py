"""What can be asked for: one file for each kind of thing; each route is thin, its work is done elsewhere."""
