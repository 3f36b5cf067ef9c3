"""Feeds, URLs and the inbox → articles.discovered → downloads politely, once → articles.fetched."""
