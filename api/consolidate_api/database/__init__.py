"""The database: a server (embedded or one's own), its roles, its migrations, and one way to open a transaction."""
