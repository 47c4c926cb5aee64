"""The options that say which articles are meant: the same for every command that asks for articles."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from newsarchive.cli.options import ChannelOption, PortalOption, SinceOption, UntilOption, parse_days
from newsarchive.items import Role

if TYPE_CHECKING:
    from newsarchive.query.filters import Filters


def _option(help_: str, *names: str, metavar: str | None = None) -> Any:
    return typer.Option(*names, metavar=metavar, help=help_)


OPTIONS: dict[str, Any] = {
    "portal": PortalOption,
    "channel": ChannelOption,
    "region": Annotated[str | None, _option("Only this region and those in it: 泸县, or 四川/泸州市.", metavar="NAME")],
    "source": Annotated[str | None, _option("Only what this newspaper wrote (来源).", metavar="NAME")],
    "author": Annotated[str | None, _option("Only what this person wrote.", metavar="NAME")],
    "credit": Annotated[str | None, _option("Only what this person is credited with anything for.", metavar="NAME")],
    "role": Annotated[
        Role | None,
        _option(f"Only where somebody, or the person of --credit, did this: {', '.join(Role)}.", metavar="ROLE"),
    ],
    "language": Annotated[str | None, _option("Only this language: zh, or zh-Hant.", metavar="TAG")],
    "tag": Annotated[str | None, _option("Only articles with this tag.", metavar="TAG")],
    "since": SinceOption,
    "until": UntilOption,
    "captured_since": Annotated[str | None, _option("Captured on this day (UTC) or later.", metavar="DATE")],
    "captured_until": Annotated[str | None, _option("Captured on this day (UTC) or earlier.", metavar="DATE")],
    "first": Annotated[bool, _option("Of reprints of one story only the earliest.", "--first")],
    "changed": Annotated[bool, _option("Only articles that the publisher changed.", "--changed")],
    "gone": Annotated[
        bool | None, _option("Only articles that the portal no longer shows, or only others.", "--gone/--still-there")
    ],
}
"""By the name that the filter has (`query.filters.Filters`)."""
SWITCHES = ("first", "changed")


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options in the place of its parameter `filters`, which it is called with."""

    @wraps(command)
    def called(**given: Any) -> None:
        command(filters=filters_of(**{name: given.pop(name) for name in OPTIONS}), **given)

    own, types = inspect.signature(command), get_type_hints(command, localns={"Filters": Any}, include_extras=True)
    parameters: list[inspect.Parameter] = []
    for name, parameter in own.parameters.items():
        parameters += _options() if name == "filters" else [parameter.replace(annotation=types[name])]
    called.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return called


def _options() -> list[inspect.Parameter]:
    keyword = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return [
        inspect.Parameter(name, keyword, default=False if name in SWITCHES else None, annotation=annotation)
        for name, annotation in OPTIONS.items()
    ]


def filters_of(
    *,
    since: str | None = None,
    until: str | None = None,
    captured_since: str | None = None,
    captured_until: str | None = None,
    **others: Any,
) -> Filters:
    """Put filters together from what was typed. Raises UsageError for days that are none, or in the wrong order."""
    from newsarchive.query.filters import Filters

    first, last = parse_days(since, until)
    earliest, latest = parse_days(captured_since, captured_until, "--captured-since", "--captured-until")
    return Filters(since=first, until=last, captured_since=earliest, captured_until=latest, **others)
