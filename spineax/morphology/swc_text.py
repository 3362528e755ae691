"""From a file, a path or a text to the seven numbers of each SWC line.

Legal spellings (BOM, CRLF, tabs, inline comments, extra columns, ids like ``1.0``)
are read silently; commas between columns are read and reported.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, BadMorphology, BadType, suggest

COLUMNS = ("id", "type", "x", "y", "z", "radius", "parent")

# Not str.splitlines: a comment may hold other characters that it breaks at.
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_DECIMAL_COMMA = re.compile(r"\d,\d")


def text_of(source: Any) -> tuple[str, str]:
    """Return the text behind ``source`` and a name for messages.

    Parameters
    ----------
    source : str, path or open file
        A path, an open text or binary file, or the text itself (it has a line break).

    Returns
    -------
    text : str
    name : str

    Raises
    ------
    BadArgument
        There is no such file, or it cannot be read.
    BadType
        ``source`` is none of the above.
    """
    if isinstance(source, str) and ("\n" in source or "\r" in source):
        return source.lstrip("\ufeff"), "<text>"
    if isinstance(source, (str, os.PathLike)):
        path = Path(source)
        return _decode(_bytes_of(path)), str(path)
    if hasattr(source, "read"):
        content = source.read()
        text = _decode(content) if isinstance(content, bytes) else str(content)
        return text.lstrip("\ufeff"), str(getattr(source, "name", "<file>"))
    raise BadType(
        f"Cannot read an SWC file from {source!r} of type {type(source).__name__}. "
        "Pass a path, an open file, or the text of the file."
    )


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        folder = path.parent
        nearby = [p.name for p in folder.glob("*.swc")] if folder.is_dir() else []
        there = f"{folder.resolve()} holds no SWC files: check the path."
        advice = suggest(path.name, nearby) if nearby else there
        raise BadArgument(f"No file {str(path)!r}. {advice}") from error
    except (OSError, ValueError) as error:
        raise BadArgument(
            f"Cannot read {str(path)!r}: {error}. Pass the path of an SWC file."
        ) from error


def _decode(content: bytes) -> str:
    """Return ``content`` as text, whatever editor wrote it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    # Comments carry names in all encodings; numbers are ASCII in each of them.
    return content.decode("utf-8-sig", errors="replace")


def columns_of(text: str, name: str) -> tuple[FloatArray, IntArray, tuple[str, ...]]:
    """Return the numbers of an SWC text.

    Parameters
    ----------
    text : str
    name : str
        Name of the file, for messages.

    Returns
    -------
    table : array (n, 7)
        The first seven columns of each sample.
    line : array (n,), int
        Line of each sample, from 1.
    repairs : tuple of str

    Raises
    ------
    BadMorphology
        A line has fewer than seven columns or something that is no number, or the
        file has no sample at all.
    """
    tokens: list[str] = []
    lines: list[int] = []
    commas: list[int] = []
    for number, raw in enumerate(_LINE_BREAK.split(text), start=1):
        content = raw.partition("#")[0]
        words = content.split()
        if not words:
            continue
        if "," in content:
            commas.append(number)
            words = _split_commas(content, words, name, number)
        if len(words) < 7:
            raise BadMorphology(
                f"{name}, line {number}: {len(words)} column(s) in {content.strip()!r}. "
                f"An SWC line has seven, with spaces between them: {' '.join(COLUMNS)}. "
                "Complete or delete the line."
            )
        tokens.extend(words[:7])
        lines.append(number)
    if not lines:
        raise BadMorphology(
            f"{name} has no samples, only comments or nothing. "
            f"Each line of an SWC file reads: {' '.join(COLUMNS)}."
        )
    repairs: tuple[str, ...] = ()
    if commas:
        more = f", and in {len(commas) - 1} other(s)" if len(commas) > 1 else ""
        repairs = (f"line {commas[0]}: commas were read as separators of columns{more}.",)
    return _numbers(tokens, lines, name), np.array(lines), repairs


def _split_commas(content: str, words: list[str], name: str, number: int) -> list[str]:
    if len(words) >= 7 and _DECIMAL_COMMA.search(content):
        raise BadMorphology(
            f"{name}, line {number}: decimal commas in {content.strip()!r}. "
            "Write numbers with a decimal point."
        )
    return content.replace(",", " ").split()


def _numbers(tokens: list[str], lines: list[int], name: str) -> FloatArray:
    try:
        values = np.array([_number(token) for token in tokens])
    except ValueError:
        place = next(k for k, token in enumerate(tokens) if not _is_number(token))
        row, column = divmod(place, 7)
        raise BadMorphology(
            f"{name}, line {lines[row]}: {tokens[place]!r} is not a number, as the "
            f"{COLUMNS[column]}. Correct it, or put # before the line if it is a comment."
        ) from None
    return values.reshape(-1, 7)


def _number(token: str) -> float:
    if "_" in token:  # float("1_0") is Python, not SWC
        raise ValueError
    return float(token)


def _is_number(token: str) -> bool:
    try:
        _number(token)
    except ValueError:
        return False
    return True
