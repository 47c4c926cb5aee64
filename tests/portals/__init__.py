"""Tests of newsarchive.portals."""
