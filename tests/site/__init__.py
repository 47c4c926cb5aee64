"""Tests of the small portal itself: what it promises to the demo and to other tests."""
