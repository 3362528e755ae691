"""The one place where a verb speaks."""

from __future__ import annotations


def report(sentence: str, verbose: bool) -> None:
    """Print what a verb did, if it was asked to."""
    if verbose:
        print(sentence)


def counted(number: int, one: str, many: str) -> str:
    """Return a number with the noun that goes with it.

    Examples
    --------
    >>> counted(1, "stimulus", "stimuli"), counted(2, "stimulus", "stimuli")
    ('1 stimulus', '2 stimuli')
    """
    return f"{number} {one if number == 1 else many}"
