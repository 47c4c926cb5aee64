"""Recognising reprints, measured on labelled ones that are made here, beside what a user could take instead."""
