"""Tests of reading: from bytes to the fields of an article."""
