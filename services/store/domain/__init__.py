"""Decisions of the store, without a database."""
