"""Tests of newsarchive.store."""
