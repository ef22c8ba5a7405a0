"""One check for each rule, and everything that a plan's decisions imply: no solver, no graph."""
