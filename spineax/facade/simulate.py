"""The two doors to a simulation: ``integrate`` gives an array, ``simulate`` labels it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from spineax._version import VERSION
from spineax.errors import BadArgument, BadType, WholeModelOnly
from spineax.facade.lift import check_arguments, current
from spineax.facade.module import Module
from spineax.labels import recordings
from spineax.linalg import voltage_solver as find_solver
from spineax.run.steppers import time_stepper
from spineax.verbs import labelling, maps, probes, solving, stepping
from spineax.verbs.handed_on import handed_on

if TYPE_CHECKING:
    import xarray as xr


def integrate(
    module: Module,
    params: Any = (),
    *,
    param_state: Any = None,
    data_stimuli: Any = None,
    data_clamps: Any = None,
    data_maps: Any = None,
    t_max: float | None = None,
    delta_t: float = 0.025,
    solver: Any = "bwd_euler",
    voltage_solver: Any = "auto",
    checkpoint_lengths: Any = None,
    checkpoint: Any = None,
    all_states: Any = None,
    return_states: bool = False,
    progress: bool = False,
) -> Any:
    """Simulate a module and return its recordings as an array.

    Pure and safe under ``jit``, ``grad`` and ``vmap``; called plainly, it is compiled once
    for each structure and number of steps.

    Parameters
    ----------
    module : Module
    params : list of dict
        What ``get_parameters`` returns; may be traced.
    param_state : list, optional
        What ``data_set`` returns; applied after ``params``.
    data_stimuli, data_clamps : tuple, optional
        What ``data_stimulate`` and ``data_clamp`` return.
    data_maps : tuple, optional
        What ``data_map`` returns: weighted sums, recorded after everything else, or alone
        if ``record`` was not called.
    t_max : float, ms, optional
        How long; the length of the first input if left out.
    delta_t : float, ms
    solver : {"bwd_euler", "crank_nicolson", "fwd_euler", "exp_euler"}
    voltage_solver : {"auto", "thomas", "stone", "dense"}
    checkpoint_lengths : list of int, optional
        Nested lengths whose product is at least the number of steps: reverse mode then
        keeps one state per segment instead of one per step. Nothing runs past the end.
    checkpoint : "auto" or float, bytes, optional
        Choose the nested lengths: the shallowest whose stored states stay within so many
        bytes, 1e9 for "auto". A batch made by ``vmap`` needs as much for each member.
    all_states : dict, optional
        States at the start, as ``return_states`` gave them.
    return_states : bool
        Whether to return the states at the end, too.
    progress : bool
        Whether to show a bar.

    Returns
    -------
    recordings : array (n_recordings, n_steps + 1)
        In the order of the calls of ``record``; the voltage everywhere if there was
        none. Column 0 is the initial state.
    states : dict of arrays
        With ``return_states``.

    Raises
    ------
    BadArgument, BadType, UnknownName, ShapeMismatch
        If an argument has no meaning.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> sx.integrate(cell, t_max=1.0).shape
    (1, 41)
    """
    if not isinstance(module, Module):
        raise BadType(f"integrate takes a module, not {module!r}.")
    blueprint, selection = current(module)
    if not selection.everything:
        raise WholeModelOnly(
            "integrate runs a whole module, and this is a view of a part of one. Call it on the "
            "module; or make a module of this part with copy(as_module=True)."
        )
    return solving.integrate(
        blueprint,
        params,
        param_state=param_state,
        data_stimuli=data_stimuli,
        data_clamps=data_clamps,
        data_maps=data_maps,
        t_max=t_max,
        delta_t=delta_t,
        solver=solver,
        voltage_solver=voltage_solver,
        checkpoint_lengths=checkpoint_lengths,
        checkpoint=checkpoint,
        all_states=all_states,
        return_states=return_states,
        progress=progress,
    )


def simulate(self: Module, params: Any = (), **options: Any) -> xr.Dataset:
    """Simulate and return labelled recordings, which the module keeps, too.

    Parameters
    ----------
    params : list of dict
        What ``get_parameters`` returns.
    **options
        Those of :func:`spineax.integrate`, but for ``return_states``.

    Returns
    -------
    Dataset
        One variable for each recorded state, with dimensions (site, time), the places
        and times as coordinates, units, and how the run was made as attributes.

    Raises
    ------
    WholeModelOnly
        If called on a part of a module.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> data = cell.simulate(t_max=1.0)
    >>> data["v"].dims, data["v"].attrs["units"]
    (('site', 'time'), 'mV')
    """
    blueprint, selection = current(self)
    if not selection.everything:
        raise WholeModelOnly(
            "simulate runs a whole module. Call it on the module, then recording on the view; "
            "or make a module of this part with copy(as_module=True)."
        )
    if options.pop("return_states", False):
        raise BadArgument("simulate returns labels only; use integrate for the states.")
    check_arguments(simulate, (self, params), options, given=1)
    sums = handed_on("data_maps", options.get("data_maps"), maps.Map, "data_map")
    every = np.asarray(solving.integrate(blueprint, params, **options))
    rows, summed = np.split(every, [len(every) - sum(len(one.weights) for one in sums)])
    attrs = {
        "delta_t": float(options.get("delta_t", 0.025)),
        "solver": str(getattr(options.get("solver"), "name", options.get("solver", "bwd_euler"))),
        "precision": str(rows.dtype),
        "spineax_version": VERSION,
    }
    if sums and not blueprint.probes:
        alone: xr.Dataset = maps.label(recordings.dataset({}, attrs), sums, summed)
        return alone
    self._adopt(probes.write_recordings(blueprint, selection, rows, attrs))
    data: xr.Dataset = labelling.dataset(blueprint, selection, rows, attrs)
    return maps.label(data, sums, summed) if sums else data


def _signature_of_simulate() -> inspect.Signature:
    """Return the arguments of ``integrate`` without those that ``simulate`` has no use for."""
    options = dict(inspect.signature(integrate).parameters)
    del options["module"], options["return_states"]
    first = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return inspect.Signature([first, *options.values()], return_annotation="xr.Dataset")


simulate.__signature__ = _signature_of_simulate()  # type: ignore[attr-defined]


def build_init_and_step_fn(
    module: Module, voltage_solver: Any = "auto", solver: Any = "bwd_euler"
) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return a function that starts a simulation, and one that takes a step of it.

    Parameters
    ----------
    module : Module
    voltage_solver, solver
        As in :func:`integrate`.

    Returns
    -------
    init_fn : callable
        ``init_fn(params, all_states=None, param_state=None, delta_t=0.025)`` returns
        states and parameters.
    step_fn : callable
        ``step_fn(all_states, all_params, externals, external_inds, delta_t=0.025)``
        returns the states after a step. ``externals`` holds the values of this step,
        ``{"i": (k,)}``; the places are the module's if left out. It may be jitted.

    Raises
    ------
    BadType
        If it is given no module.

    Examples
    --------
    >>> import spineax as sx
    >>> init_fn, step_fn = sx.build_init_and_step_fn(sx.Cell())
    >>> states, params = init_fn([])
    >>> step_fn(states, params, {})["v"].tolist()
    [-70.0]
    """
    if not isinstance(module, Module):
        raise BadType(f"build_init_and_step_fn takes a module, not {module!r}.")
    blueprint, selection = current(module)
    places = module.external_inds
    solver, voltage_solver = time_stepper(solver), find_solver(voltage_solver)

    def init_fn(
        params: Any, all_states: Any = None, param_state: Any = None, delta_t: float = 0.025
    ) -> tuple[Any, Any]:
        return stepping.begin(
            blueprint, params, all_states, param_state, delta_t, solver, voltage_solver
        )

    def step_fn(
        all_states: Any,
        all_params: Any,
        externals: Any,
        external_inds: Any = places,
        delta_t: float = 0.025,
    ) -> Any:
        return stepping.step(
            blueprint,
            selection,
            all_states,
            delta_t,
            external_inds,
            externals,
            all_params,
            solver,
            voltage_solver,
        )

    return init_fn, step_fn
