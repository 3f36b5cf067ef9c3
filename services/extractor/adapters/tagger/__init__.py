"""The tagger: a small transformer that finds cues and what belongs to each, run by onnxruntime on one thread."""
