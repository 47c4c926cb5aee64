"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = ["tests.databases"]

settings.register_profile("newsarchive", deadline=None, derandomize=True)  # a slow machine is no fault of the code
settings.load_profile("newsarchive")
