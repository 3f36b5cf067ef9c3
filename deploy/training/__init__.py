"""Trains the tagger of the extractor: data, network, training, export. Nothing here is needed to run claimwire."""
