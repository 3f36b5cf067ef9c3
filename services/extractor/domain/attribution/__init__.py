"""From words to attributions: cue, source and content as spans."""
