"""`python -m newsarchive` is the command `newsarchive`."""

from newsarchive.cli.main import run

if __name__ == "__main__":
    run()
