"""Tests of newsarchive.capture."""
