"""What flows into every compartment: linearised currents of all mechanisms."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from spineax.linalg.fused import add_at, sums_of
from spineax.linalg.linear import linear_map, rows_of
from spineax.linalg.rows import taken
from spineax.mechanisms.linearise import linearise
from spineax.plan.program import SAME, Wires
from spineax.run.model import Model, Values


@dataclass(frozen=True)
class Currents:
    """Currents about the present state, I(v') = current + slope (v' - v).

    Parameters
    ----------
    current : array (n_states,), nA
    slope : array (n_states,), uS
    named : dict of arrays
        By name: membrane currents in mA/cm2, synaptic ones in nA.
    ions : dict of pairs of arrays, mM/ms and 1/ms
        Removal rate of each pumped ion, and its slope.
    """

    current: Array
    slope: Array
    named: Values
    ions: dict[str, tuple[Array, Array]]


jax.tree_util.register_dataclass(
    Currents, data_fields=["current", "slope", "named", "ions"], meta_fields=[]
)


def all_currents(model: Model, states: Values, delta_t: Array) -> Currents:
    """Return the currents of all channels, pumps and synapses."""
    v = states["v"]
    density, slope = {}, {}
    pieces: list[Array] = []
    ions: dict[str, tuple[Array, Array]] = {}
    for site, params in zip(model.structure.sites, model.site_params, strict=True):
        own = {name: model.at(states[name], gather) for name, gather in site.states}
        params = params | {name: own[name] for name in site.mechanism.channel_params if name in own}
        ion = getattr(site.mechanism, "ion_name", None)
        at = model.at(v, site.place) if ion is None else own[ion]
        i0, di = linearise(
            lambda x, f=site.mechanism.compute_current, s=own, p=params: f(s, p, x, delta_t), at
        )
        pieces.append(i0)
        if ion is None:
            density[site.place] = density.get(site.place, 0.0) + i0
            slope[site.place] = slope.get(site.place, 0.0) + di
        else:
            gather = dict(site.states)[ion]
            old = ions.get(ion, (jnp.zeros_like(states[ion]), jnp.zeros_like(states[ion])))
            ions[ion] = (model.add(old[0], gather, i0), model.add(old[1], gather, di))
    total, total_slope = _gathered(model, density, v), _gathered(model, slope, v)
    named = named_currents(model, pieces, v)
    current, conductance = total * model.membrane, total_slope * model.membrane
    for number, contact in enumerate(model.structure.contacts):
        i0, di = _synaptic(model, number, states, delta_t)
        named[f"i_{contact.mechanism.name}"] = i0
        wires = model.wires[contact.mechanism.name]
        current = flow_into(current, wires, i0)
        conductance = flow_into(conductance, wires, di)
    return Currents(current, conductance, named, ions)


def _gathered(model: Model, parts: dict[int, Array], v: Array) -> Array:
    """Return the sum over all places, in slots."""
    total = jnp.broadcast_to(parts.get(SAME, jnp.zeros_like(v)), v.shape)
    for place, values in parts.items():
        if place != SAME:
            total = model.add(total, place, values)
    return total


def named_currents(model: Model, pieces: list[Array], v: Array) -> Values:
    """Return each membrane current by its name, mA/cm2."""
    out = {}
    for current in model.structure.currents:
        if current.place == SAME:
            total = jnp.zeros_like(v)
        else:
            total = jnp.zeros(model.gathers[current.place].shape, v.dtype)
        for site, gather in current.parts:
            total = model.add(total, gather, pieces[site])
        out[current.name] = total
    return out


class Ends(Mapping[str, Array]):
    """States of the compartments at one end of the synapses, gathered when asked."""

    def __init__(self, model: Model, states: Values, rows: Array) -> None:
        self._model, self._states, self._rows = model, states, rows

    def __getitem__(self, name: str) -> Array:
        values = self._states[name]
        gather = dict(self._model.structure.node_states).get(name, SAME)
        if gather == SAME:
            return rows_of(values, self._rows)
        spread = jnp.zeros_like(self._states["v"])
        return rows_of(self._model.put(spread, gather, values), self._rows)

    def __iter__(self) -> Any:
        return iter(self._states)

    def __len__(self) -> int:
        return len(self._states)


def flow_into(total: Array, wires: Wires, values: Array) -> Array:
    """Return ``total`` with the sums over the synapses of each slot added.

    Parameters
    ----------
    total : array (n_states,)
    wires : Wires
    values : array (m,)
        One for each synapse, sorted by slot.
    """
    shape = total.shape

    def sums(wires: Wires, values: Array) -> Array:
        if wires.rows.shape[1] > 1:
            values = sums_of(values, wires.rows)
        return add_at(jnp.zeros(shape, values.dtype), wires.owner, values)

    def back(wires: Wires, total: Array) -> Array:
        return taken(total, wires.post)

    return total + linear_map(sums, back, wires, values)


def synapse_arguments(model: Model, number: int, states: Values) -> tuple[Any, ...]:
    """Return what the methods of a synapse type take, but for the time step.

    Parameters
    ----------
    model : Model
    number : int
        Which of the types.
    states : dict of arrays
    """
    contact, params = model.structure.contacts[number], model.contact_params[number]
    wires = model.wires[contact.mechanism.name]
    own = {state: states[state] for state in contact.states}
    v = states["v"]
    before, after = Ends(model, states, wires.pre), Ends(model, states, wires.post)
    fixed_before, fixed_after = model.end_params[number]
    return (
        own,
        params,
        rows_of(v, wires.pre),
        rows_of(v, wires.post),
        before,
        after,
        ChainMap(fixed_before, before),
        ChainMap(fixed_after, after),
    )


def _synaptic(model: Model, number: int, states: Values, delta_t: Array) -> tuple[Array, Array]:
    own, params, pre_v, post_v, *rest = synapse_arguments(model, number, states)
    compute = model.structure.contacts[number].mechanism.compute_current
    i0, di = linearise(lambda x: compute(own, params, pre_v, x, *rest, delta_t), post_v)
    return jnp.broadcast_to(i0, post_v.shape), jnp.broadcast_to(di, post_v.shape)
