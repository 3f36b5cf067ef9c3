"""claims.extracted, articles.fetched, articles.skipped, messages.dead → keeps each once → database and claims.v1."""
