"""Planning anew from what has really happened: an adopted plan and a report in, a proposal out (never an overwrite)."""
