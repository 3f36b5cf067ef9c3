"""WARC files: archives with one record for each request and answer of a crawler, read record by record."""
