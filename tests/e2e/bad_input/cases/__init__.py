"""The inputs, a file for each kind of door; a case is one line of data."""
