"""The one ledger: every movement of money (and every priced term) of a plan, one entry each."""
