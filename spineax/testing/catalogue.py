"""One instance of every mechanism that the library exports."""

from __future__ import annotations

import inspect

from spineax import channels, pumps, synapses
from spineax.channels import l5pc, pospischil
from spineax.mechanisms import Channel, GatedChannel, Mechanism, Pump, Synapse

SHELVES = (channels, pospischil, l5pc, pumps, synapses)
_BASES = (Channel, GatedChannel, Pump, Synapse)


def mechanism_classes() -> dict[str, type[Mechanism]]:
    """Return every exported mechanism, by the name from which it is imported.

    Returns
    -------
    dict of str to type

    Examples
    --------
    >>> sorted(mechanism_classes())[:3]
    ['channels.AdEx', 'channels.Fire', 'channels.HH']
    """
    return {
        f"{shelf.__name__.removeprefix('spineax.')}.{name}": exported
        for shelf in SHELVES
        for name in shelf.__all__
        if isinstance(exported := getattr(shelf, name), type) and exported not in _BASES
    }


def shipped_mechanisms() -> dict[str, Mechanism]:
    """Return an instance of every exported mechanism, with default arguments.

    Returns
    -------
    dict of str to Mechanism
        By the name from which the class is imported; nobody is warned about surrogates.

    Examples
    --------
    >>> shipped_mechanisms()["pumps.CaPump"].current_name
    'i_CaPump'
    """
    return {name: _quiet(kind) for name, kind in mechanism_classes().items()}


def _quiet(kind: type[Mechanism]) -> Mechanism:
    """Return an instance that does not warn about its gradient."""
    if "surrogate_warning" in inspect.signature(kind).parameters:
        return kind(surrogate_warning=False)  # type: ignore[call-arg]
    return kind()
