"""Measurements: seeded scenarios of the sizes S1 to S6, planned within a time limit and printed as a table."""
