"""Tests of finding links."""
