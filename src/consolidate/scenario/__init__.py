"""Scenario documents: what a planner writes, read with every fault at once."""
