"""The one place where a verb speaks."""

from __future__ import annotations


def report(sentence: str, verbose: bool) -> None:
    """Print what a verb did, if it was asked to."""
    if verbose:
        print(sentence)
