"""A script of invented reports → released one after another → pages and feeds of five invented outlets."""
