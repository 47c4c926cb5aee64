"""Tests of newsarchive.cli."""
