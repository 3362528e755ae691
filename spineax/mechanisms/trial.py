"""A trial of a mechanism: whether it can be traced, and reads and gives only what it declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from typing import Any

import jax
import jax.numpy as jnp

from spineax.errors import BadMechanism, one_of
from spineax.mechanisms.base import Mechanism, Synapse

#: What every channel and pump finds among its parameters.
OF_THE_COMPARTMENT = ("radius", "length", "axial_resistivity", "capacitance", "area", "volume")
#: Methods that a run calls, by kind.
_METHODS: dict[type[Mechanism], tuple[str, ...]] = {
    Synapse: ("update_states", "compute_current", "receive"),
    Mechanism: ("update_states", "compute_current", "init_state", "init_params"),
}


#: Those of them that a run only ever traces; the others see numbers.
_TRACED = ("update_states", "compute_current", "receive")


class _Undeclared(LookupError):
    """Private, so that no other failure of a user's code is taken for it."""


class _Table(dict[str, Any]):
    """A dictionary that tells when something else is asked for."""

    def __init__(self, kind: str, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.kind = kind

    def __missing__(self, key: str) -> Any:
        raise _Undeclared(key, self)


def check_names(mechanism: Any) -> None:
    """Raise where a mechanism reads or gives what it does not declare, or asks for numbers.

    Its methods are traced once, without numbers, as a run does it. What else may fail in them
    is left to the run, which knows the numbers.

    Parameters
    ----------
    mechanism : Channel, Pump or Synapse

    Raises
    ------
    BadMechanism
        If it does; the message names the method, and says what to change.

    Examples
    --------
    >>> from spineax.mechanisms import Channel
    >>> class Gated(Channel):
    ...     def compute_current(self, states, params, voltage, delta_t):
    ...         return states["CaCon_i"] * voltage
    >>> check_names(Gated())
    Traceback (most recent call last):
    spineax.errors.BadMechanism: Gated.compute_current reads the state 'CaCon_i', which it does \
not declare. Add it to channel_states with a default; it has none.
    """
    try:
        _checked(mechanism)
    except TypeError as error:
        if isinstance(error, BadMechanism):
            raise
        _try(mechanism)  # not hashable, so it is tried each time


@lru_cache(maxsize=256)
def _checked(mechanism: Mechanism) -> None:
    _try(mechanism)


def _try(mechanism: Any) -> None:
    arguments = [jax.ShapeDtypeStruct(shape, jnp.result_type(float)) for shape in ((1,), ())]
    for method in _METHODS[_kind(mechanism)]:
        if method == "receive" and not mechanism.spike_driven:
            continue
        call = partial(_call, mechanism, method)
        try:
            given = jax.eval_shape(call, *arguments)
        except _Undeclared as error:
            raise BadMechanism(_sentence(mechanism, method, *error.args)) from None
        except jax.errors.JAXTypeError as error:
            if method in _TRACED:
                raise BadMechanism(
                    f"{mechanism.name}.{method} asks for the numbers in an array, as if, float() "
                    "and the functions of numpy do, but a run compiles it without numbers. Use "
                    "jax.numpy, and jnp.where in place of if."
                ) from error
        except Exception:  # of numbers that are not there yet; the run will tell
            continue
        else:
            _check_given(mechanism, method, given)


def _kind(mechanism: Any) -> type[Mechanism]:
    return next(kind for kind in _METHODS if isinstance(mechanism, kind))


def _call(mechanism: Any, method: str, one: Any, delta_t: Any) -> Any:
    """Call a method with tables that know what the mechanism declares."""
    states = _Table("state", dict.fromkeys(mechanism.states, one))
    if isinstance(mechanism, Synapse):
        params = _Table("parameter", dict.fromkeys(mechanism.params, one))
        if method == "receive":
            return mechanism.receive(states, params, one)
        end = dict.fromkeys([*mechanism.node_states, *mechanism.node_params], one)
        return getattr(mechanism, method)(states, params, one, one, end, end, end, end, delta_t)
    params = _Table("parameter", dict.fromkeys([*mechanism.params, *OF_THE_COMPARTMENT], one))
    return getattr(mechanism, method)(states, params, one, delta_t)


def _check_given(mechanism: Any, method: str, given: Any) -> None:
    """Raise unless a method gives what it should: one current, or a dictionary of known names."""
    if method == "compute_current":
        if getattr(given, "shape", None) not in ((), (1,)):
            raise BadMechanism(
                f"{mechanism.name}.{method} gives {_described(given)}. Return the current, one "
                "number for each place."
            )
        return
    if not isinstance(given, Mapping):
        raise BadMechanism(
            f"{mechanism.name}.{method} gives {_described(given)}. Return a dictionary from names "
            "to new values; an empty one where nothing changes."
        )
    kind = "parameter" if method == "init_params" else "state"
    known = mechanism.params if kind == "parameter" else mechanism.states
    # A channel may give the voltage, to reset it.
    extra = () if isinstance(mechanism, Synapse) else ("v",)
    if strange := [key for key in given if key not in (*known, *extra)]:
        raise BadMechanism(
            f"{mechanism.name}.{method} gives the {kind} {one_of(strange)}, which it does not "
            f"declare. {_declare(mechanism, kind, known)}"
        )


def _described(given: Any) -> str:
    """Return what a method gave, in words; arrays are not there yet."""
    shape = getattr(given, "shape", None)
    if shape is not None:
        return f"an array of shape {shape} for one place"
    return "nothing" if given is None else f"a {type(given).__name__}"


def _sentence(mechanism: Any, method: str, key: str, table: _Table) -> str:
    advice = _declare(mechanism, table.kind, table)
    if key == "v":
        advice = "The voltage is an argument of its own."
    return (
        f"{mechanism.name}.{method} reads the {table.kind} {key!r}, which it does not declare. "
        f"{advice}"
    )


def _declare(mechanism: Any, kind: str, known: Iterable[str]) -> str:
    owner = "synapse" if isinstance(mechanism, Synapse) else "channel"
    table = f"{owner}_{'params' if kind == 'parameter' else 'states'}"
    names = one_of(known)
    return f"Add it to {table} with a default; it has {names or 'none'}."
