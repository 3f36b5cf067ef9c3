"""From the tagger's scores to spans: which cues there are, and what belongs to each."""
