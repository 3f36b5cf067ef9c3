"""What the extractor talks to beside the broker: the tagger's model files."""
