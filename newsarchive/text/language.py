"""Which language a text is in, as a BCP 47 tag."""

from __future__ import annotations

import re

from resiliparse.parse.lang import detect_fast

HAN = re.compile(r"[\u4e00-\u9fff]")
KANA = re.compile(r"[\u3040-\u30ff]")
HANGUL = re.compile(r"[\uac00-\ud7af]")
TRADITIONAL = re.compile("[們這個來時會國說為於後過還對學經與點開關門見東車長馬]")
SIMPLIFIED = re.compile("[们这个来时会国说为于后过还对学经与点开关门见东车长马]")
TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
SAMPLE = 4000
"""Characters that are looked at."""


def detect(text: str, declared: str | None = None) -> str | None:
    """Return the language of a text; None where nothing is known.

    `declared` is what the page says, believed where the script does not contradict it.
    """
    sample = text[:SAMPLE]
    letters = sum(c.isalpha() for c in sample)
    tag = _tag(declared)
    if letters == 0:
        return tag
    by_script = _by_script(sample, letters)
    if by_script is not None:
        return by_script
    if tag is not None and not tag.startswith(("zh", "ja", "ko")):
        return tag
    guess, distance = detect_fast(sample) if letters >= 40 else ("unknown", 9999)
    return guess if guess != "unknown" and distance < 1200 else None


def _by_script(sample: str, letters: int) -> str | None:
    if len(HANGUL.findall(sample)) > letters * 0.2:
        return "ko"
    if len(KANA.findall(sample)) > letters * 0.05:
        return "ja"
    if len(HAN.findall(sample)) > letters * 0.3:
        return "zh-Hant" if len(TRADITIONAL.findall(sample)) > len(SIMPLIFIED.findall(sample)) else "zh"
    return None


def _tag(declared: str | None) -> str | None:
    found = TAG.match((declared or "").strip())
    return proper(found.group()) if found else None


def proper(tag: str) -> str:
    """Return a tag in the case that BCP 47 recommends (RFC 5646, 2.1.1): es-ES, zh-Hant."""
    first, *rest = tag.replace("_", "-").split("-")
    return "-".join([first.lower(), *(_subtag(part) for part in rest)])


def _subtag(part: str) -> str:
    return part.upper() if len(part) == 2 else part.title() if len(part) == 4 and part.isalpha() else part.lower()
