"""The `claimwire` command: run, ingest, extract, clean, feeds, tail, dead, where."""
