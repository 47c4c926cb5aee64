"""`python -m newsarchive` is the command `newsarchive`."""

if __name__ == "__main__":
    # imported here: a process in which pages are read runs this file too, and needs none of the commands
    from newsarchive.cli.main import run

    run()
