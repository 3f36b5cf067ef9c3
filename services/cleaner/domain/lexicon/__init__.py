"""Tables of what surrounds an article: adding a phrase is one line here and one case in a test."""
