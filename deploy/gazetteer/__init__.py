"""Make the shipped gazetteer out of packaged GeoNames data; nothing here runs in a service."""
