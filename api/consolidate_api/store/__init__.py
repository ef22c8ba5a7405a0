"""What is kept: the tables, and one file of functions for each kind of thing in them.

Functions take an open session. Whose rows they see is settled by the transaction (`database.engine`), so none of
them asks for a tenant to filter by; they name it only in what they write.
"""
