"""An optimiser with settings of its own for each type of parameter.

Knows nothing of any library of optimisers: whatever has ``init`` and ``update`` will do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from spineax.errors import BadArgument, ShapeMismatch, unknown_name

#: The parameters of a module: a list of dicts with one name each.
Params = Sequence[Mapping[str, Any]]


class GradientTransformation(Protocol):
    """What an optimiser must offer: the protocol of optax, which is not imported here."""

    def init(self, params: Any) -> Any:
        """Return the first state of the optimiser."""

    def update(self, updates: Any, state: Any, params: Any = None) -> tuple[Any, Any]:
        """Return the updates that follow from a gradient, and the next state."""


class TypeOptimizer:
    """Optimise each entry of the parameters with settings of its own.

    Parameters
    ----------
    optimizer : callable
        Makes an optimiser from one setting, such as ``optax.adam`` from a learning rate.
    optimizer_args : dict of str to object
        The setting for each name among the parameters.
    opt_params : list of dict
        The parameters, as ``module.get_parameters()`` gives them: one name in each dict.

    Raises
    ------
    BadArgument
        An entry of the parameters that does not hold exactly one name.
    UnknownName
        A name among the parameters for which there is no setting.

    Examples
    --------
    >>> class Descent:
    ...     def __init__(self, rate):
    ...         self.rate = rate
    ...     def init(self, params):
    ...         return None
    ...     def update(self, gradient, state, params=None):
    ...         return {name: -self.rate * slope for name, slope in gradient.items()}, state
    >>> params = [{"radius": 1.0}, {"HH_gNa": 0.1}]
    >>> optimizer = TypeOptimizer(Descent, {"radius": 0.5, "HH_gNa": 0.25}, params)
    >>> state = optimizer.init(params)
    >>> updates, state = optimizer.update([{"radius": 1.0}, {"HH_gNa": 2.0}], state)
    >>> updates
    [{'radius': -0.5}, {'HH_gNa': -0.5}]
    """

    def __init__(
        self,
        optimizer: Callable[[Any], GradientTransformation],
        optimizer_args: Mapping[str, Any],
        opt_params: Params,
    ) -> None:
        self.base_optimizer = optimizer
        self.optimizers = [
            optimizer(_setting(name, optimizer_args)) for name in map(_only_name, opt_params)
        ]

    def init(self, opt_params: Params) -> list[Any]:
        """Return the first state of each optimiser.

        Parameters
        ----------
        opt_params : list of dict

        Returns
        -------
        list of object, one state for each entry

        Raises
        ------
        ShapeMismatch
            Another number of entries than the optimiser was made for.
        """
        self._check("opt_params", opt_params)
        return [one.init(params) for one, params in zip(self.optimizers, opt_params, strict=True)]

    def update(
        self, gradient: Params, opt_state: Sequence[Any], params: Params | None = None
    ) -> tuple[list[Any], list[Any]]:
        """Return the updates to add to the parameters, and the next states.

        Parameters
        ----------
        gradient : list of dict
            In the structure of the parameters.
        opt_state : list of object
            States from `init`, or from the last `update`.
        params : list of dict, optional
            The parameters, for optimisers that want them (weight decay, for instance).

        Returns
        -------
        updates : list of dict
        opt_state : list of object

        Raises
        ------
        ShapeMismatch
            Another number of entries than the optimiser was made for.
        """
        self._check("gradient", gradient)
        self._check("opt_state", opt_state)
        if params is not None:
            self._check("params", params)
        present = [None] * len(gradient) if params is None else params
        steps = [
            one.update(slope, state, value)
            for one, slope, state, value in zip(
                self.optimizers, gradient, opt_state, present, strict=True
            )
        ]
        return [updates for updates, _ in steps], [state for _, state in steps]

    def _check(self, name: str, entries: Sequence[Any]) -> None:
        if len(entries) != len(self.optimizers):
            raise ShapeMismatch(
                f"{name} has {len(entries)} entries, and this optimiser was made for "
                f"{len(self.optimizers)}. Make a new one for other parameters."
            )


def _only_name(entry: Mapping[str, Any]) -> str:
    """Return the name in an entry of the parameters."""
    if not isinstance(entry, Mapping) or len(entry) != 1:
        raise BadArgument(
            f"{entry!r} is not a dict with one name. Pass what module.get_parameters() returns."
        )
    return next(iter(entry))


def _setting(name: str, optimizer_args: Mapping[str, Any]) -> Any:
    """Return the setting for a name."""
    if name not in optimizer_args:
        raise unknown_name("setting in optimizer_args", name, optimizer_args)
    return optimizer_args[name]
