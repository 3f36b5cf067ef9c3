"""What the extractor talks to beside the broker: the files of tagger and labeller, a language model."""
