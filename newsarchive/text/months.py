"""The numbers of months, by their names in all languages."""

from __future__ import annotations

from newsarchive.text.languages import LANGUAGES

MONTHS: dict[str, int] = {
    name.casefold(): number
    for language in LANGUAGES.values()
    for line in language.months
    for number, name in enumerate(line.split(), start=1)
}
"""The number of each name, case-folded."""
