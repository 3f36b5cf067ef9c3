"""articles.fetched → readable text, title, dates, language, fingerprint → articles.cleaned."""
