"""Whether the tables of a mechanism make sense: names, defaults, the name of its current."""

from __future__ import annotations

import math
from typing import Any

from spineax.errors import BadMechanism, one_of
from spineax.mechanisms.base import Synapse
from spineax.mechanisms.trial import OF_THE_COMPARTMENT

#: What is recorded under these names is not the current of a mechanism.
_RESERVED = ("v", "i", *OF_THE_COMPARTMENT)


def check_tables(mechanism: Any) -> None:
    """Raise unless defaults are numbers, and every name means one thing.

    Parameters
    ----------
    mechanism : Channel, Pump or Synapse

    Raises
    ------
    BadMechanism

    Examples
    --------
    >>> from spineax.channels import Leak
    >>> check_tables(Leak())
    >>> leak = Leak()
    >>> leak.channel_params["Leak_gLeak"] = "big"
    >>> check_tables(leak)
    Traceback (most recent call last):
    spineax.errors.BadMechanism: The default of 'Leak_gLeak' in Leak is 'big'. Give a number.
    """
    kind = type(mechanism).__name__
    tables = [mechanism.params, mechanism.states]
    if isinstance(mechanism, Synapse):
        tables += [mechanism.node_params, mechanism.node_states]
    for table in tables:
        for key, value in table.items():
            if not _is_number(value):
                raise BadMechanism(f"The default of {key!r} in {kind} is {value!r}. Give a number.")
    if both := mechanism.params.keys() & mechanism.states.keys():
        raise BadMechanism(
            f"{kind} has {one_of(sorted(both))} among its parameters and among its states. "
            "List each name once."
        )
    current = mechanism.current_name
    if not isinstance(current, str) or current in (*_RESERVED, *mechanism.params):
        raise BadMechanism(
            f"{kind} records its current as {current!r}, which is no free name. "
            "Set current_name to one of its own, as 'i_K'."
        )


def _is_number(value: Any) -> bool:
    """Return whether a default is one number, of any type but text."""
    try:
        return not isinstance(value, str | bytes) and not math.isnan(float(value))
    except (TypeError, ValueError):
        return False
