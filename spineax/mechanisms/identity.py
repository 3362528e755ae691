"""The names of mechanisms, and what makes two of them the same."""

from __future__ import annotations

from typing import Any

from spineax.errors import BadArgument


def valid_name(name: object) -> str:
    """Return the name of a mechanism, or say why it cannot be one."""
    if not isinstance(name, str) or not name:
        raise BadArgument(f"A mechanism cannot be called {name!r}. Give a non-empty string.")
    return name


def prefixed(key: str, old: str, new: str) -> str:
    """Return ``key`` with the prefix ``<old>_``, if it has it, replaced by ``<new>_``."""
    return f"{new}_{key[len(old) + 1 :]}" if key.startswith(f"{old}_") else key


def frozen(value: Any) -> Any:
    """Return a hashable twin of a value: equal twins for equal contents.

    Examples
    --------
    >>> frozen({"b": [1, 2], "a": 0.5}) == frozen({"a": 0.5, "b": [1, 2]})
    True
    """
    if isinstance(value, dict):
        return ("dict", frozenset((key, frozen(entry)) for key, entry in value.items()))
    if isinstance(value, list | tuple):
        return (type(value).__name__, tuple(frozen(entry) for entry in value))
    if isinstance(value, set):
        return ("set", frozenset(frozen(entry) for entry in value))
    if hasattr(value, "tobytes") and hasattr(value, "dtype"):
        return (str(value.dtype), value.shape, value.tobytes())
    return value
