"""A text as paragraphs, sentences, words and quotations, all with offsets."""
