"""Times as they are understood: each knows its stretch of time once it is known what it is counted from."""
