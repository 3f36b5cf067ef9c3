"""Who speaks: names, what a phrase says of a speaker, who is meant by a pronoun."""
