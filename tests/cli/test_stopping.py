"""How a command ends that is asked to."""

from __future__ import annotations

import signal

import pytest

from newsarchive.cli.stopping import stoppable
from newsarchive.errors import Interrupted
from newsarchive.processes import ASKED_TO_END_BY


@pytest.mark.parametrize("number", ASKED_TO_END_BY)
def test_a_job_ends_where_it_tells_how_far_it_is_and_nowhere_else(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    told, steps = [], []
    with stoppable(lambda done, total: told.append((done, total)), next_step="Go on.") as tell:
        tell(1, 3)
        signal.raise_signal(number)
        steps.append("after the signal")
        with pytest.raises(Interrupted) as stopped:
            tell(2, 3)
        assert signal.getsignal(number) == signal.SIG_DFL, "a second one ends the process"
    assert stopped.value.next_step == "Go on."
    assert (told, steps) == ([(1, 3)], ["after the signal"])
    assert signal.getsignal(number) == before


def test_a_job_that_nobody_watches_is_stopped_all_the_same() -> None:
    with stoppable(None, next_step="Go on.") as tell:
        tell(1, 2)
        signal.raise_signal(signal.SIGTERM)
        with pytest.raises(Interrupted):
            tell(2, 2)
