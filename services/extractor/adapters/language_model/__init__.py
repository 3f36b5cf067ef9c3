"""A language model behind an OpenAI-compatible endpoint, which quotes the attributions of an article."""
