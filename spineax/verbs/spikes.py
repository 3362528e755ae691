"""Spikes: their times in what was recorded, and given ones as inputs of synapses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from spineax._types import IntArray
from spineax.errors import BadArgument, BadType, EmptySelection, ShapeMismatch
from spineax.labels import recordings as labels
from spineax.plan.blueprint import Blueprint, Input, Train
from spineax.plan.lower import Lowered
from spineax.plan.program import Override
from spineax.plan.selection import Selection
from spineax.run.inputs import Drive
from spineax.run.spikes import arrival_series, arrivals_of, changed
from spineax.verbs.handed_on import handed_on
from spineax.verbs.labelling import recorded
from spineax.verbs.report import counted, report
from spineax.verbs.where import edges_in_view

if TYPE_CHECKING:
    import xarray as xr


def spikes(
    blueprint: Blueprint, selection: Selection, threshold: float = 0.0, state: str = "v"
) -> xr.Dataset:
    """Return when the recordings in view rise through a threshold.

    Parameters
    ----------
    threshold : float, mV
        In the unit of the state, where that is another one.
    state : str

    Returns
    -------
    Dataset
        ``time (spike)`` in ms, interpolated between samples, sorted by site and then by
        time, with cell, branch, comp, node ... of every spike as coordinates; and
        ``count (site)``, which has the sites without a spike, too.

    Raises
    ------
    BadArgument, BadType
        If nothing was recorded yet, or the threshold is no number.
    EmptySelection
        If the state was not recorded in view.

    Notes
    -----
    Computed from what was recorded, outside of any trace: it has no derivative. Inside
    a run, spike-driven synapses see spikes whose times do.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.channels import HH
    >>> net = sx.Network([sx.Cell(), sx.Cell()])
    >>> net.insert(HH())
    >>> net.cell(1).stimulate(sx.step_current(1.0, 1.0, 0.05, 0.025, 10.0), verbose=False)
    >>> data = net.simulate(t_max=10.0)
    >>> found = net.spikes(threshold=0.0)
    >>> found["count"].values.tolist(), found["cell"].values.tolist()
    ([0, 1], [1])
    """
    if isinstance(threshold, bool) or not isinstance(threshold, int | float | np.number):
        raise BadType(f"The threshold must be a number, not {threshold!r}.")
    probe, values, attrs = recorded(blueprint, selection, state)
    delta_t = float(attrs.get("delta_t", 0.025))
    return labels.spike_times(blueprint, probe, values, delta_t, float(threshold))


def stimulate_spikes(
    blueprint: Blueprint, selection: Selection, times: Any, verbose: bool = True
) -> Blueprint:
    """Give spikes to the spike-driven synapses in view.

    They come on top of the spikes of the presynaptic compartment, and arrive after the
    delay of the synapse, as those do.

    Parameters
    ----------
    times : array (s,), array (k, s) or list of k arrays, ms
        One train for all, or one for each spike-driven synapse in view; NaN stands for
        no spike.
    verbose : bool
        Whether to print how many trains were added.

    Raises
    ------
    EmptySelection
        If no spike-driven synapse is in view.
    ShapeMismatch, BadType, BadArgument
        If the times do not fit, or lie before 0.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.synapses import ExpSyn
    >>> net = sx.Network([sx.Cell(), sx.Cell()])
    >>> sx.connect(net.cell(0), net.cell(1), ExpSyn())
    >>> net.ExpSyn.edge(0).stimulate_spikes([2.0, 5.5])
    Added 1 spike train.
    """
    train = _train(blueprint, selection, times, verbose)
    return blueprint.edit(trains=(*blueprint.trains, train))


def data_stimulate_spikes(
    blueprint: Blueprint,
    selection: Selection,
    times: Any,
    data_stimuli: Any = None,
    verbose: bool = False,
) -> tuple[Any, ...]:
    """Return given spikes for ``integrate(data_stimuli=...)``; works inside jit and grad.

    Parameters
    ----------
    times : array (s,) or (k, s), or list of k arrays, ms
        May be traced.
    data_stimuli : optional
        What an earlier call, or ``data_stimulate``, returned, to add to.
    verbose : bool
        Whether to print how many trains were added.

    Returns
    -------
    tuple of Input and Train

    Raises
    ------
    EmptySelection, ShapeMismatch, BadType, BadArgument

    Examples
    --------
    >>> import jax
    >>> import spineax as sx
    >>> from spineax.synapses import ExpSyn
    >>> net = sx.Network([sx.Cell(), sx.Cell()])
    >>> sx.connect(net.cell(0), net.cell(1), ExpSyn())
    >>> def last_voltage(time):
    ...     given = net.ExpSyn.data_stimulate_spikes(time[None])
    ...     return sx.integrate(net, data_stimuli=given, t_max=5.0)[1, -1]
    >>> slope = jax.grad(last_voltage)(jax.numpy.array(2.01))
    """
    earlier = handed_on("data_stimuli", data_stimuli, (Input, Train), "data_stimulate")
    return (*earlier, _train(blueprint, selection, times, verbose))


def delete_spikes(blueprint: Blueprint, selection: Selection) -> Blueprint:
    """Remove the given spikes of the synapses in view.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.synapses import ExpSyn
    >>> net = sx.Network([sx.Cell(), sx.Cell()])
    >>> sx.connect(net.cell(0), net.cell(1), ExpSyn())
    >>> net.stimulate_spikes([2.0], verbose=False)
    >>> net.delete_spikes()
    """
    have, kept = edges_in_view(blueprint, selection), []
    for train in blueprint.trains:
        stay = ~np.isin(train.place, have)
        if stay.any():
            kept.append(Train(train.place[stay], train.times[stay]))
    return blueprint.edit(trains=tuple(kept))


def _train(blueprint: Blueprint, selection: Selection, times: Any, verbose: bool) -> Train:
    driven = [w.edge for w in blueprint.synapses.values() if w.mechanism.spike_driven]
    edges = edges_in_view(blueprint, selection)
    edges = edges[np.isin(edges, np.concatenate(driven))] if driven else edges[:0]
    if not len(edges):
        raise EmptySelection("No synapse that is driven by spikes is in view.")
    table = spike_table(times, len(edges))
    report(f"Added {counted(len(edges), 'spike train', 'spike trains')}.", verbose)
    return Train(edges, table)


def spike_table(times: Any, size: int) -> Any:
    """Return times of spikes as an array (size, s), NaN where a row has fewer.

    Raises
    ------
    BadType, BadArgument, ShapeMismatch

    Examples
    --------
    >>> spike_table([[1.0, 2.0], [3.0]], 2).tolist()
    [[1.0, 2.0], [3.0, nan]]
    """
    if hasattr(times, "aval"):  # a jax array or tracer keeps its kind
        table: Any = times if times.ndim == 2 else times[None, :] if times.ndim == 1 else None
        if table is None or table.shape[0] not in (1, size):
            raise ShapeMismatch(_fit(np.shape(times), size))
        return table.repeat(size, axis=0) if table.shape[0] != size else table
    try:
        ragged = isinstance(times, Sequence) and any(np.ndim(row) > 0 for row in times)
        trains = [np.asarray(row, float) for row in times] if ragged else None
        table = np.asarray(times, dtype=float) if trains is None else _padded(trains)
    except Exception as error:
        raise BadType(f"Spike times must be numbers in ms, not {times!r}.") from error
    if table.ndim not in (1, 2) or (table.ndim == 2 and len(table) not in (1, size)):
        raise ShapeMismatch(_fit(table.shape, size))
    if np.isinf(table).any() or (table < 0).any():
        raise BadArgument("Spike times must be finite and not before 0 ms.")
    return np.broadcast_to(table, (size, table.shape[-1]))


def _padded(trains: list[Any]) -> Any:
    table = np.full((len(trains), max(len(train) for train in trains)), np.nan)
    for row, train in zip(table, trains, strict=True):
        row[: len(train)] = train
    return table


def _fit(shape: tuple[int, ...], size: int) -> str:
    return (
        f"Spike times of shape {shape} were given for {size} synapses in view. "
        "Give one train for all, or one for each."
    )


def given_spikes(
    lowered: Lowered, trains: tuple[Train, ...], overrides: Sequence[Override], settings: Any
) -> tuple[Drive, ...]:
    """Return spike trains as the run takes them: arrivals (n_steps, k) at rows."""
    blueprint, drives = lowered.blueprint, []
    for train in trains:
        for name, wiring in blueprint.synapses.items():
            inside = np.flatnonzero(np.isin(train.place, wiring.edge))
            if not wiring.mechanism.spike_driven or not len(inside):
                continue
            place: IntArray = train.place[inside]
            column = blueprint.edges[f"{name}_delay"]
            delay = changed(f"{name}_delay", column.values, overrides)[column.rows(place)]
            series = arrival_series(
                train.times[inside],
                delay,
                settings.n_steps,
                settings.delta_t,
                wiring.mechanism.interpolated,
            )
            rank = lowered.program.wires[name].rank
            rows = rank[np.searchsorted(wiring.edge, place)]
            drives.append(Drive(arrivals_of(name), rows, series))
    return tuple(drives)
