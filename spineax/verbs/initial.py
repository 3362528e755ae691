"""Initial values that follow from others: steady states, derived parameters."""

from __future__ import annotations

from typing import Any

import numpy as np

from spineax._types import FloatArray
from spineax.errors import BadArgument, BadMechanism, BadType
from spineax.plan.blueprint import COMPARTMENT_PARAMS, Blueprint
from spineax.plan.column import Column
from spineax.plan.lower import is_pump
from spineax.plan.selection import Selection
from spineax.run.initial import evaluate


def init_states(blueprint: Blueprint, selection: Selection, delta_t: float = 0.025) -> Blueprint:
    """Set the states of all mechanisms to their steady states at the present voltage.

    Channels first, then pumps; all of them read the values from before the call.
    Trainable parameters are read as they are in ``nodes``.

    Parameters
    ----------
    delta_t : float, ms

    Raises
    ------
    BadArgument, BadType
        If ``delta_t`` is not a time above zero.
    BadMechanism
        If a mechanism gives something that it does not have.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.channels import HH
    >>> cell = sx.Cell()
    >>> cell.insert(HH())
    >>> cell.init_states()
    >>> round(cell.nodes["HH_m"].item(), 8)
    0.02890553
    """
    if isinstance(delta_t, bool) or not isinstance(delta_t, int | float | np.number):
        raise BadType(f"delta_t must be a number in ms, not {delta_t!r}.")
    if not (np.isfinite(delta_t) and delta_t > 0):
        raise BadArgument(f"delta_t must be a finite time above zero, in ms, not {delta_t!r}.")
    placements = sorted(blueprint.mechanisms.values(), key=lambda p: is_pump(p.mechanism))
    return _written(blueprint, placements, "init_state", float(delta_t))


def init_params(blueprint: Blueprint, selection: Selection) -> Blueprint:
    """Set the parameters of channels that follow from others, as from the temperature.

    Raises
    ------
    BadMechanism
        If a channel gives something that it does not have.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.channels import HH
    >>> cell = sx.Cell()
    >>> cell.insert(HH())
    >>> cell.set("temperature", 27.0)
    >>> cell.init_params()
    >>> round(cell.nodes["HH_tadj"].item(), 6)
    0.434783
    """
    placements = [p for p in blueprint.mechanisms.values() if not is_pump(p.mechanism)]
    return _written(blueprint, placements, "init_params", 0.025)


def _written(blueprint: Blueprint, placements: list[Any], method: str, delta_t: float) -> Blueprint:
    def reading(placement: Any) -> Any:
        def at(*names: str) -> dict[str, FloatArray]:
            return {name: blueprint.nodes[name].get(placement.index) for name in names}

        mechanism = placement.mechanism
        params = at(*COMPARTMENT_PARAMS, "area", "volume", *mechanism.params)
        return at(*mechanism.states), params, at("v")["v"]

    nodes: dict[str, Column] = {}
    mechanisms = [placement.mechanism for placement in placements]
    found = evaluate(mechanisms, method, [reading(p) for p in placements], delta_t)
    for placement, new in zip(placements, found, strict=True):
        mechanism, comps = placement.mechanism, placement.index
        for name, values in new.items():
            column = nodes.get(name, blueprint.nodes.get(name))
            if column is None or not column.covers(comps).all():
                raise BadMechanism(
                    f"{method} of {mechanism.name!r} gives {name!r}, which is not there. "
                    "Add it to its parameters or states."
                )
            if not np.isfinite(values).all():
                raise BadArgument(
                    f"{method} of {mechanism.name!r} gives a value of {name!r} that is not finite "
                    f"in compartment {int(comps[~np.isfinite(values)][0])}. Check its parameters."
                )
            nodes[name] = column.put(comps, values)
    return blueprint.with_nodes(**nodes)
