"""`python -m newsarchive` is the command `newsarchive`."""

from newsarchive.cli.main import run

run()
