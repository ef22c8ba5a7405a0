"""Warnings: what the demands of a sound document can together make impossible, or leave open (SPEC §7.12, §7.13)."""
