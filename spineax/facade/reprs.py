"""What a module says of itself, as text and as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from textwrap import wrap

#: Characters of the text beside a heading.
WIDTH = 80

Summary = Iterable[tuple[str, str]]


def as_text(name: str, lines: Summary) -> str:
    """Return the summary as indented lines, wrapped.

    Examples
    --------
    >>> print(as_text("Cell", [("places", "1 branch, 1 compartment")]))
    <Cell>
      places      1 branch, 1 compartment
    """
    below = "\n" + " " * 14
    wrapped = ((head, below.join(wrap(text, WIDTH))) for head, text in lines)
    return "\n".join([f"<{name}>", *(f"  {head:<11} {text}" for head, text in wrapped)])


def as_html(name: str, lines: Summary) -> str:
    """Return the summary as a small table."""
    rows = "".join(
        f"<tr><th style='text-align:left'>{escape(head)}</th>"
        f"<td style='text-align:left'>{escape(text)}</td></tr>"
        for head, text in lines
    )
    return f"<div><strong>{escape(name)}</strong><table>{rows}</table></div>"
