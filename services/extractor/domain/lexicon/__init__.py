"""The data tables of the extractor: adding a verb, a unit or a place is one line in a table."""
