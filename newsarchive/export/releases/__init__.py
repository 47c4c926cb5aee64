"""Frozen data sets that others can cite, check and build on."""
