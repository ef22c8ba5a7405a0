"""Exchange with other programs: tables of a planner's spreadsheet in, a scenario document out."""
