"""Another time for a whole process and those that it starts: put this folder on PYTHONPATH, and seconds in TEST_CLOCK.

Python imports a module of this name before anything else. The clock is ahead by so many seconds, and goes on.
"""

import os

if ahead := os.environ.get("TEST_CLOCK"):
    from datetime import UTC, datetime, timedelta

    import time_machine

    time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(ahead)), tick=True).start()
