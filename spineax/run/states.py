"""One step of everything but the voltage: gates, synapses, ions, clamps."""

from __future__ import annotations

from typing import Any

from jax import Array

from spineax.plan.program import Site
from spineax.run.currents import Currents, synapse_arguments
from spineax.run.inputs import Drive, replaced
from spineax.run.model import Model, Values


def update_states(model: Model, states: Values, delta_t: Array) -> Values:
    """Return the states after all mechanisms have moved theirs.

    Channels and pumps all read the states of the step's beginning, so that their order does
    not matter; of two that give the same state, the first in the alphabet decides. Then
    synapses, which read what those gave. Those driven by spikes have moved when they received
    them (``spikes.receive``).
    """
    begun, states = states, dict(states)
    sites = zip(model.structure.sites, model.site_params, strict=True)
    for site, params in sorted(sites, key=_name, reverse=True):
        own = {name: model.at(begun[name], gather) for name, gather in site.states}
        params = params | {name: own[name] for name in site.mechanism.channel_params if name in own}
        new = site.mechanism.update_states(own, params, model.at(begun["v"], site.place), delta_t)
        gathers = {**dict(site.states), "v": site.place}
        for name, values in new.items():
            states[name] = model.put(states[name], gathers[name], values)
    for number, contact in enumerate(model.structure.contacts):
        if not contact.ring:
            states |= update_synapses(model, number, states, delta_t)
    return states


def _name(site_and_params: tuple[Site, Values]) -> str:
    return str(site_and_params[0].mechanism.name)


def update_synapses(model: Model, number: int, states: Values, delta_t: Array) -> Values:
    """Return the states of the synapses of one type after they have moved."""
    arguments = synapse_arguments(model, number, states)
    return model.structure.contacts[number].mechanism.update_states(*arguments, delta_t)


def update_ions(
    model: Model, states: Values, currents: Currents, delta_t: Array, move: Any = None
) -> Values:
    """Return the states after a step of the pumped and diffused ions.

    Parameters
    ----------
    model : Model
    states : dict of arrays
    currents : Currents
    delta_t : float, ms
    move : callable (model, ion, x, rate, slope, delta_t) -> array, optional
        How diffused ions move; :func:`diffuse` if left out. Ions that are only pumped
        take an implicit step with every stepper.
    """
    move = move or diffuse
    states = dict(states)
    for ion in dict.fromkeys((*model.structure.pumped, *model.structure.diffused)):
        x = states[ion]
        rate, slope = currents.ions.get(ion, (0.0 * x, 0.0 * x))
        if ion in model.structure.diffused:
            states[ion] = move(model, ion, x, rate, slope, delta_t)
        else:
            states[ion] = (x - delta_t * (rate - slope * x)) / (1.0 + delta_t * slope)
    return states


def diffuse(
    model: Model,
    ion: str,
    x: Array,
    rate: Array,
    slope: Array,
    delta_t: Array,
    start: Array | None = None,
) -> Array:
    """Return an ion after an implicit step of pumps and diffusion together.

    Parameters
    ----------
    model : Model
    ion : str
    x : array (n_states,), mM
        Where the pumps are linearised: rate + slope (x' - x), mM/ms.
    rate, slope : array (n_states,)
    delta_t : float, ms
    start : array (n_states,), mM, optional
        Where the step begins, if not at x.
    """
    begin = x if start is None else start
    ground = model.volume * (1.0 / delta_t + slope)
    source = model.volume * (begin / delta_t - (rate - slope * x))
    return model.solve(model.ion_networks[ion], ground, source)


def carry_currents(model: Model, states: Values, currents: Currents) -> Values:
    """Return the states with the currents that some mechanism reads next time."""
    return states | {name: currents.named[name] for name in model.structure.carried}


def clamp(states: Values, drives: tuple[Drive, ...], *, voltage: bool) -> Values:
    """Return the states with the clamped ones fixed: the voltage, or all the others."""
    for drive in drives:
        if drive.key != "i" and (drive.key == "v") == voltage and drive.key in states:
            fixed = replaced(states[drive.key], drive.rows, drive.values)
            states = states | {drive.key: fixed}
    return states
