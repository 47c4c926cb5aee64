"""Tests of newsarchive.schedule."""
