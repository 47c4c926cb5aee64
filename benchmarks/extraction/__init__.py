"""How exact the generic reader is on labelled pages, and the figures below which it must not fall."""
