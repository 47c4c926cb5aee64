"""Numbers as Prometheus reads them: its text-based exposition format, version 0.0.4.

Source: prometheus.io/docs/instrumenting/exposition_formats; names follow prometheus.io/docs/practices/naming.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

LABEL = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
HELP = str.maketrans({"\\": r"\\", "\n": r"\n"})


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A number with a name, of which there is one for each set of labels."""

    name: str
    kind: Literal["gauge", "counter"]
    told: str
    """What it is, in a line."""
    samples: list[tuple[Mapping[str, str], float]] = field(default_factory=list)
    """Labels and value."""

    def add(self, value: float | None, **labels: str) -> None:
        """Add the number for some labels; nothing where there is none."""
        if value is not None:
            self.samples.append((labels, value))


def exposition(metrics: Iterable[Metric], **everywhere: str) -> Iterator[str]:
    """Give the lines, each with its end, with labels that all samples have; metrics without a number are left out."""
    for metric in metrics:
        if not metric.samples:
            continue
        yield f"# HELP {metric.name} {metric.told.translate(HELP)}\n"
        yield f"# TYPE {metric.name} {metric.kind}\n"
        for labels, value in metric.samples:
            written = ",".join(
                f'{name}="{text.translate(LABEL)}"' for name, text in (everywhere | dict(labels)).items()
            )
            yield f"{metric.name}{f'{{{written}}}' if written else ''} {_number(value)}\n"


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))
