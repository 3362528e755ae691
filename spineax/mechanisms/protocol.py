"""Whether an object is a mechanism: methods there, arguments in the order of the house."""

from __future__ import annotations

import inspect
from typing import Any

from spineax.errors import BadMechanism
from spineax.mechanisms.base import Channel, Mechanism, Pump, Synapse
from spineax.mechanisms.tables import check_tables
from spineax.mechanisms.trial import check_names

_MEMBRANE = ("states", "params", "voltage", "delta_t")
_PUMP = ("states", "params", "modified_state", "delta_t")
_SYNAPSE = (
    "synapse_states",
    "synapse_params",
    "pre_voltage",
    "post_voltage",
    "pre_states",
    "post_states",
    "pre_params",
    "post_params",
    "delta_t",
)
_SIGNATURES: dict[type[Mechanism], dict[str, tuple[str, ...]]] = {
    Channel: {
        "update_states": _MEMBRANE,
        "compute_current": _MEMBRANE,
        "init_state": _MEMBRANE,
        "init_params": _MEMBRANE,
    },
    Pump: {
        "update_states": _MEMBRANE,
        "compute_current": _PUMP,
        "init_state": _MEMBRANE,
        "init_params": _MEMBRANE,
    },
    Synapse: {"update_states": _SYNAPSE, "compute_current": _SYNAPSE},
}
#: Other spellings of an argument; each is a name of one place in the signature.
_SPELLINGS = {"v": "voltage", "u": "states", "dt": "delta_t", "ion": "modified_state"}
_SYNAPSE_SPELLINGS = {"states": "synapse_states", "params": "synapse_params", "dt": "delta_t"}


def check_protocol(mechanism: Any) -> None:
    """Raise unless an object is a channel, pump or synapse that a run can call.

    Parameters
    ----------
    mechanism : Channel, Pump or Synapse

    Raises
    ------
    BadMechanism
        If it is a class, or no mechanism, or did not call ``super().__init__(name)``, or its
        tables make no sense, or a method takes other arguments, as those of the generation
        before 1.0 did, or reads or gives something that it does not declare, or cannot be
        compiled.

    Examples
    --------
    >>> from spineax.channels import HH
    >>> check_protocol(HH())
    >>> class Old(HH):
    ...     def update_states(self, states, dt, v, params): ...
    >>> check_protocol(Old())
    Traceback (most recent call last):
    spineax.errors.BadMechanism: Old.update_states takes (states, dt, v, params). It is called \
with (states, params, voltage, delta_t): write def update_states(self, states, params, voltage, \
delta_t).
    """
    kind = _kind(mechanism)
    for method, expected in _SIGNATURES[kind].items():
        _check_signature(mechanism, method, expected)
    if kind is Synapse and mechanism.spike_driven:
        _check_signature(mechanism, "receive", ("states", "params", "arrivals"))
        wanted = (f"{mechanism.name}_delay", f"{mechanism.name}_threshold")
        if absent := [name for name in wanted if name not in mechanism.params]:
            raise BadMechanism(
                f"{mechanism!r} is spike driven and lacks {absent}. Add them to synapse_params."
            )
    if kind is Pump and mechanism.ion_name not in mechanism.states:
        raise BadMechanism(
            f"{mechanism!r} has ion_name {mechanism.ion_name!r}, which is not among its states. "
            "Set ion_name to the state that it changes."
        )
    check_tables(mechanism)
    check_names(mechanism)


def _kind(mechanism: Any) -> type[Mechanism]:
    """Return the base class of a mechanism, or raise."""
    if isinstance(mechanism, type):
        raise BadMechanism(
            f"{mechanism.__name__} is a class. Give an instance of it: {mechanism.__name__}()."
        )
    for kind in _SIGNATURES:
        if isinstance(mechanism, kind):
            break
    else:
        raise BadMechanism(
            f"{mechanism!r} is no mechanism. Derive its class from Channel, Pump or Synapse."
        )
    if "_name" not in vars(mechanism):
        raise BadMechanism(
            f"{type(mechanism).__name__} has no name. Call super().__init__(name) in __init__."
        )
    if kind is Pump and not hasattr(mechanism, "ion_name"):
        raise BadMechanism(f"{mechanism!r} has no ion_name. Set it to the state that it changes.")
    return kind


def _check_signature(mechanism: Any, method: str, expected: tuple[str, ...]) -> None:
    """Raise unless a method can be called with ``expected``, in this order."""
    signature = inspect.signature(getattr(mechanism, method))
    spellings = _SYNAPSE_SPELLINGS if isinstance(mechanism, Synapse) else _SPELLINGS
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    names = [p.name for p in signature.parameters.values() if p.kind in positional]
    words = [name if name in expected else spellings.get(name, name) for name in names]
    misplaced = any(
        word in expected and place < len(expected) and expected[place] != word
        for place, word in enumerate(words)
    )
    try:
        signature.bind(*expected)
    except TypeError:
        misplaced = True
    if misplaced:
        called = ", ".join(expected)
        given = ", ".join(str(parameter) for parameter in signature.parameters.values())
        raise BadMechanism(
            f"{type(mechanism).__name__}.{method} takes ({given}). It is called with ({called}): "
            f"write def {method}(self, {called})."
        )
