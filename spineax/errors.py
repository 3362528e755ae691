"""The errors of the house: a small tree, each type also a builtin one.

Messages say what happened with which value, what would be valid, and what to do.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable
from difflib import get_close_matches


class SpineaxError(Exception):
    """Root of every error that spineax raises on purpose."""

    def __str__(self) -> str:
        # KeyError would show the repr of its message.
        return str(self.args[0]) if self.args else ""


class UnknownName(SpineaxError, KeyError):
    """No parameter, state, mechanism, group, solver or scope has this name."""


class UnknownAttribute(SpineaxError, AttributeError):
    """A module has no verb, group, mechanism or synapse type of this name."""


class NameClash(SpineaxError, ValueError):
    """The name is taken already by something else in the module."""


class EmptySelection(SpineaxError, IndexError):
    """The indices select nothing, or point outside what is in view."""


class BadArgument(SpineaxError, ValueError):
    """An argument has a value that the verb cannot use."""


class BadType(SpineaxError, TypeError):
    """An argument is of a type that the verb cannot use."""


class ShapeMismatch(SpineaxError, ValueError):
    """An array has another shape than the places it is meant for."""


class StaleView(SpineaxError, RuntimeError):
    """The view was taken before the structure of its module changed."""


class WholeModelOnly(SpineaxError, TypeError):
    """The verb acts on a whole module and was called on a part of it."""


class NotAForest(SpineaxError, ValueError):
    """The parents or edges do not describe a forest."""


class UnsupportedForest(SpineaxError, ValueError):
    """The chosen solver cannot work on this graph."""


class BadMorphology(SpineaxError, ValueError):
    """A morphology, traced or built, that no cell can have."""


class BadMechanism(SpineaxError, TypeError):
    """An object that is not a mechanism, or one that breaks the protocol."""


class SpineaxWarning(UserWarning):
    """Root of every warning that spineax gives."""


class UnstableStep(SpineaxWarning):
    """An explicit step is longer than the stability limit of a compartment."""


class NotFinite(SpineaxWarning):
    """A run gave values that are not finite."""


class MorphologyRepaired(SpineaxWarning):
    """A morphology was read, and something in it was repaired on the way."""


class ClashingDefaults(SpineaxWarning):
    """Mechanisms of one compartment have different defaults for a name that they share."""


class NoGradient(SpineaxWarning):
    """A mechanism jumps, and its gradient is a surrogate or zero."""


def one_of(names: Iterable[str], limit: int = 12) -> str:
    """Return ``'a', 'b', 'c'`` for a message, shortened past ``limit``."""
    shown = [repr(name) for name in names]
    rest = len(shown) - limit
    return ", ".join(shown[:limit]) + (f" and {rest} more" if rest > 0 else "")


def suggest(name: object, known: Iterable[str]) -> str:
    """Return the sentence that says which known names are close to ``name``.

    Examples
    --------
    >>> suggest("HH_gNaa", ["HH_gNa", "HH_gK"])
    "Did you mean 'HH_gNa', 'HH_gK'?"
    """
    known = sorted(set(known))
    close = get_close_matches(str(name), known, n=3, cutoff=0.6)
    if close:
        return f"Did you mean {one_of(close)}?"
    return f"Known: {one_of(known)}." if known else "There are none yet."


def unknown_name(kind: str, name: object, known: Iterable[str]) -> UnknownName:
    """Return the ``UnknownName`` that says no ``kind`` is called ``name``.

    Examples
    --------
    >>> print(unknown_name("solver", "bwd", ["bwd_euler", "exp_euler"]))
    No solver named 'bwd'. Known: 'bwd_euler', 'exp_euler'.
    """
    return UnknownName(f"No {kind} named {name!r}. {suggest(name, known)}")


def warn(message: str, category: type[SpineaxWarning] = SpineaxWarning) -> None:
    """Warn, with the line outside of this package that gave rise to it.

    Parameters
    ----------
    message : str
    category : type of warning
    """
    frame, level, package = sys._getframe(1), 2, __name__.partition(".")[0]
    while frame.f_back and str(frame.f_globals.get("__name__")).partition(".")[0] == package:
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)
