"""What a channel, a pump and a synapse are: three small base classes.

A mechanism is data and a few pure functions. Its methods are *elementwise*: they get
dictionaries of arrays with one entry per place where the mechanism sits, and must give
the same for a scalar. They use ``jax.numpy`` and no python ``if`` on values.

Names that begin with ``<name>_`` belong to one mechanism. Names without that prefix
(``eK``, ``vt``, ``CaCon_i``, ``i_Ca``) are shared by every mechanism of the place that
declares them. A shared name may be a parameter of one mechanism and a state of another
(``eCa``): where both are inserted, the one who reads the parameter is given the state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from spineax.errors import BadMechanism
from spineax.mechanisms.identity import frozen, prefixed, valid_name

#: Names to arrays (m,): what the methods of a mechanism take and give.
Values = dict[str, Any]


class Mechanism:
    """What channels, pumps and synapses share: a name, and equality by content.

    Two mechanisms are equal where class, name and all attributes are: they are static
    data of a compiled program, and equal ones share it.

    Parameters
    ----------
    name : str, optional
        Prefix of its private names; the name of the class if left out.

    Raises
    ------
    BadArgument
        If the name is empty or not a string.
    """

    #: The dictionaries whose keys carry the name as a prefix.
    _tables: ClassVar[tuple[str, ...]] = ("units",)
    #: Unit of each parameter, state and current.
    units: dict[str, str]
    #: The name under which its current is recorded.
    current_name: str
    #: Whether ``current_name`` is ``i_<name>`` and follows a change of name.
    _current_follows_name: ClassVar[bool] = False

    def __init__(self, name: str | None = None) -> None:
        self._name = valid_name(type(self).__name__ if name is None else name)
        for table in self._tables:
            if not hasattr(self, table):
                setattr(self, table, {})
        if not hasattr(self, "current_name"):
            self.current_name = f"i_{self._name}"

    @property
    def name(self) -> str:
        """Its name, the prefix of its private parameters and states."""
        return self._name

    @property
    def params(self) -> dict[str, float]:
        """Its parameters and their defaults."""
        raise NotImplementedError

    @property
    def states(self) -> dict[str, float]:
        """Its states and their defaults."""
        raise NotImplementedError

    @property
    def shared_names(self) -> frozenset[str]:
        """The parameters and states without its prefix, shared with other mechanisms."""
        names = (*self.params, *self.states)
        return frozenset(name for name in names if not name.startswith(f"{self._name}_"))

    def change_name(self, new_name: str) -> Self:
        """Rename it: every name that begins with ``<old>_`` begins with ``<new>_``.

        Parameters
        ----------
        new_name : str

        Returns
        -------
        Mechanism
            Itself.

        Raises
        ------
        BadArgument
            If the name is empty or not a string.

        Examples
        --------
        >>> from spineax.channels import Leak
        >>> Leak().change_name("Pas").params
        {'Pas_gLeak': 0.0003, 'Pas_eLeak': -54.3, 'Pas_tadj': 1.0, 'temperature': 37.0}
        """
        old, new = self._name, valid_name(new_name)
        for table in self._tables:
            renamed = {prefixed(key, old, new): v for key, v in getattr(self, table).items()}
            setattr(self, table, renamed)
        current = self.current_name
        follows = self._current_follows_name and current == f"i_{old}"
        self.current_name = f"i_{new}" if follows else prefixed(current, old, new)
        if current in self.units:
            self.units[self.current_name] = self.units.pop(current)
        self._name = new
        return self

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return bool(frozen(vars(self)) == frozen(vars(other)))

    def __hash__(self) -> int:
        return hash((type(self), frozen(vars(self))))

    def __repr__(self) -> str:
        own = type(self).__name__
        head = own if self._name == own else f"{own}({self._name!r})"
        return f"<{head}: parameters {list(self.params)}, states {list(self.states)}>"

    def _missing(self, method: str) -> BadMechanism:
        return BadMechanism(f"{type(self).__name__} has no {method}. Define it in the class.")


class Membrane(Mechanism):
    """What channels and pumps share: parameters, states and a current of one place."""

    _tables = ("channel_params", "channel_states", "units")
    #: Shared states that it gives anew in every step: their defaults do not matter.
    computes: ClassVar[tuple[str, ...]] = ()
    channel_params: dict[str, float]
    channel_states: dict[str, float]

    @property
    def params(self) -> dict[str, float]:
        """Its parameters and their defaults."""
        return self.channel_params

    @property
    def states(self) -> dict[str, float]:
        """Its states and their defaults."""
        return self.channel_states

    def update_states(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the states after a step; names that it leaves out do not change.

        Parameters
        ----------
        states : dict of array (m,)
            Its states at the beginning of the step, whatever other mechanisms make of shared
            ones; a membrane current among them (``i_Ca``) is that of the last step.
        params : dict of array (m,)
            Its parameters, and ``radius``, ``length`` (um), ``axial_resistivity``
            (Ohm cm), ``capacitance`` (uF/cm2), ``area`` (um2) and ``volume`` (um3).
        voltage : array (m,), mV
            At the beginning of the step.
        delta_t : float, ms

        Returns
        -------
        dict of array (m,)
            May hold ``"v"``, which resets the voltage.
        """
        if self.states:
            raise self._missing("update_states(self, states, params, voltage, delta_t)")
        return {}

    def init_state(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the steady states at a held voltage; none unless a class says so.

        Takes and returns the same as :meth:`update_states`.
        """
        return {}

    def init_params(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return parameters that follow from others, as a rate from a temperature.

        Takes the same as :meth:`update_states`; names that it leaves out do not change.
        """
        return {}


class Channel(Membrane):
    """Base class of ion channels: a current through the membrane of a compartment.

    A subclass fills ``channel_params`` and ``channel_states`` (name to default),
    ``current_name`` (channels with the same one are recorded as one current) and, where
    it likes, ``units`` (name to unit), and defines the methods below.

    Examples
    --------
    >>> from spineax.mechanisms import Channel
    >>> class Potassium(Channel):
    ...     def __init__(self, name=None):
    ...         super().__init__(name)
    ...         self.channel_params = {f"{self._name}_g": 1e-3, "eK": -90.0}
    ...         self.current_name = "i_K"
    ...     def compute_current(self, states, params, voltage, delta_t):
    ...         return params[f"{self._name}_g"] * (voltage - params["eK"])
    >>> channel = Potassium()
    >>> channel.compute_current({}, channel.channel_params, -70.0, 0.025)
    0.02
    """

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the outward current density at a voltage.

        Parameters
        ----------
        states, params : dict of array (m,)
            As in :meth:`update_states`; the states are those after the update.
        voltage : array (m,), mV
        delta_t : float, ms

        Returns
        -------
        array (m,), mA/cm2
        """
        raise self._missing("compute_current(self, states, params, voltage, delta_t)")


class Pump(Membrane):
    """Base class of pumps: a change of a concentration in a compartment.

    As a :class:`Channel`, and ``ion_name`` names the state that it changes.
    """

    ion_name: str

    def update_states(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return states other than the concentration, after a step; none by default.

        Takes and returns the same as for a channel: the voltage, not the concentration.
        """
        return {}

    def compute_current(
        self,
        states: Mapping[str, Any],
        params: Mapping[str, Any],
        modified_state: Any,
        delta_t: Any,
    ) -> Any:
        """Return minus the rate of change of the concentration.

        Parameters
        ----------
        states, params : dict of array (m,)
            As in :meth:`update_states`.
        modified_state : array (m,), mM
            The concentration, in the place where a channel has the voltage.
        delta_t : float, ms

        Returns
        -------
        array (m,), mM/ms
            Positive where ions leave, like an outward current.
        """
        raise self._missing("compute_current(self, states, params, modified_state, delta_t)")


class Synapse(Mechanism):
    """Base class of synapses: a current from one place to another.

    A subclass fills ``synapse_params`` and ``synapse_states`` (name to default). What it
    reads from the compartments that it joins is declared in ``node_params`` and
    ``node_states`` and arrives in the ``pre_*`` and ``post_*`` dictionaries. Its current
    is recorded as ``i_<name>``.
    """

    _tables = ("synapse_params", "synapse_states", "node_params", "node_states", "units")
    #: Whether :meth:`receive` is called with the spikes that arrive in a step.
    spike_driven: ClassVar[bool] = False
    #: Whether its spikes keep their times between two steps. If not, they are those of fixed
    #: steps of NEURON: a spike is at the end of its step, delays are whole steps, and what
    #: arrives moves from the next step on.
    interpolated: ClassVar[bool] = True
    _current_follows_name = True
    synapse_params: dict[str, float]
    synapse_states: dict[str, float]
    node_params: dict[str, float]
    node_states: dict[str, float]

    @property
    def params(self) -> dict[str, float]:
        """Its parameters and their defaults."""
        return self.synapse_params

    @property
    def states(self) -> dict[str, float]:
        """Its states and their defaults."""
        return self.synapse_states

    def receive(
        self, states: Mapping[str, Any], params: Mapping[str, Any], arrivals: Any
    ) -> Values:
        """Return the states after the arrival of spikes, where ``spike_driven``.

        Parameters
        ----------
        states, params : dict of array (m,)
        arrivals : array (m,)
            Number of spikes that arrive in this step.

        Returns
        -------
        dict of array (m,)
        """
        raise self._missing("receive(self, states, params, arrivals)")

    def update_states(
        self,
        synapse_states: Mapping[str, Any],
        synapse_params: Mapping[str, Any],
        pre_voltage: Any,
        post_voltage: Any,
        pre_states: Mapping[str, Any],
        post_states: Mapping[str, Any],
        pre_params: Mapping[str, Any],
        post_params: Mapping[str, Any],
        delta_t: Any,
    ) -> Values:
        """Return its states after a step; names that it leaves out do not change.

        Parameters
        ----------
        synapse_states, synapse_params : dict of array (m,)
        pre_voltage, post_voltage : array (m,), mV
        pre_states, post_states, pre_params, post_params : dict of array (m,)
            Those named in ``node_states`` and ``node_params``, of both compartments.
        delta_t : float, ms

        Returns
        -------
        dict of array (m,)
        """
        if self.states:
            raise self._missing("update_states(self, synapse_states, synapse_params, ...)")
        return {}

    def compute_current(
        self,
        synapse_states: Mapping[str, Any],
        synapse_params: Mapping[str, Any],
        pre_voltage: Any,
        post_voltage: Any,
        pre_states: Mapping[str, Any],
        post_states: Mapping[str, Any],
        pre_params: Mapping[str, Any],
        post_params: Mapping[str, Any],
        delta_t: Any,
    ) -> Any:
        """Return the outward current into the postsynaptic compartment.

        Takes the same as :meth:`update_states`.

        Returns
        -------
        array (m,), nA
        """
        raise self._missing("compute_current(self, synapse_states, synapse_params, ...)")
