"""Plans how municipalities bring their IT together: who switches which system, to what, when, at whose cost.

The package is usable without a server or a database. Rooms import one way only, from the command line
down to the documents; `pyproject.toml` holds the contract and CONTRIBUTING.md explains it.
"""

__version__ = "0.1.0"
