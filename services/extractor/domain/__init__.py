"""Pure rules: from the text of an article to its claims."""
