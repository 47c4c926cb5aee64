"""The languages that pages are read in, one file each."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from newsarchive.text.words import Words

SAME = {"no": "nb", "nn": "nb"}
"""Tags of languages that are read with another one's words."""
LANGUAGES: dict[str, Words] = {
    module.name: import_module(f"{__name__}.{module.name}").WORDS for module in iter_modules(__path__)
}
"""The words by BCP 47 language subtag."""
LANGUAGES.update({tag: LANGUAGES[other] for tag, other in SAME.items()})


def words(field: str) -> dict[str, str]:
    """Return what the languages tell of one field of `Words`, by language, those that tell something."""
    told = ((tag, getattr(language, field)) for tag, language in LANGUAGES.items())
    return {tag: value for tag, value in told if value}


def any_of(field: str) -> str:
    """Return one regular expression for all that the languages tell of a field, in no group."""
    return "|".join(dict.fromkeys(words(field).values()))
