"""The services: each reads a stream or the database, does one thing, and writes one."""
