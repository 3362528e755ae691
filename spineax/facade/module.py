"""Module: the table of contents. Every verb is a pure function in ``verbs``, lifted.

A Module is a reference to a Blueprint and a Selection; a View is the same thing with
a narrower selection.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from spineax.errors import UnknownAttribute, suggest
from spineax.facade.lift import Ref, current, edit, narrow, query, whole
from spineax.facade.reprs import as_html, as_text
from spineax.plan.blueprint import Blueprint
from spineax.plan.selection import Selection
from spineax.verbs import (
    initial,
    inputs,
    ions,
    labelling,
    look,
    membrane,
    names,
    probes,
    spikes,
    training,
    values,
    where,
)

if TYPE_CHECKING:
    import pandas as pd


class Module:
    """A model, or the part of one that is in view."""

    def __init__(self, blueprint: Blueprint) -> None:
        self._ref = Ref(blueprint)
        self._part: Selection | None = None
        self._scope = "local"
        self._all: Selection | None = None

    # Where
    cell = narrow(where.cell)
    branch = narrow(where.branch)
    comp = narrow(where.comp)
    loc = narrow(where.loc)
    edge = narrow(where.edge)
    select = narrow(where.select)
    scope = narrow(where.scope)

    # Values
    set = edit(values.set)

    # Membrane and groups
    insert = edit(membrane.insert)
    delete = edit(membrane.delete)
    add_to_group = edit(membrane.add_to_group)
    diffuse = whole(edit(ions.diffuse))
    delete_diffusion = whole(edit(ions.delete_diffusion))
    init_states = whole(edit(initial.init_states))
    init_params = whole(edit(initial.init_params))

    # Inputs
    stimulate = edit(inputs.stimulate)
    clamp = edit(inputs.clamp)
    data_stimulate = query(inputs.data_stimulate)
    data_clamp = query(inputs.data_clamp)
    stimulate_spikes = edit(spikes.stimulate_spikes)
    data_stimulate_spikes = query(spikes.data_stimulate_spikes)
    delete_spikes = edit(spikes.delete_spikes)
    delete_stimuli = edit(inputs.delete_stimuli)
    delete_clamps = edit(inputs.delete_clamps)

    # Recordings
    record = edit(probes.record)
    delete_recordings = edit(probes.delete_recordings)
    write_recordings = whole(edit(probes.write_recordings))
    recording = query(labelling.recording)
    spikes = query(spikes.spikes)

    # Training
    make_trainable = edit(training.make_trainable)
    get_parameters = query(training.get_parameters)
    data_set = query(training.data_set)
    delete_trainables = edit(training.delete_trainables)
    write_trainables = whole(edit(training.write_trainables))

    # Looking
    show = query(look.show)

    @property
    def nodes(self) -> pd.DataFrame:
        """Table of the compartments in view, a snapshot: edit with ``set``."""
        return look.nodes(*current(self))

    @property
    def edges(self) -> pd.DataFrame:
        """Table of the synapses in view, a snapshot: edit with ``set``."""
        return look.edges(*current(self))

    @property
    def recordings(self) -> pd.DataFrame:
        """Table of the recordings in view."""
        return look.recordings(*current(self))

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of cells, branches and compartments in view."""
        return look.shape(*current(self))

    @property
    def view(self) -> Module:
        """View of all that is in view."""
        return self._view(where.view(*current(self)))

    @property
    def base(self) -> Module:
        """The module that this is a view of."""
        return self

    @property
    def cells(self) -> Iterator[Module]:
        """Go through the cells in view, one after another."""
        return self._each("cell")

    @property
    def branches(self) -> Iterator[Module]:
        """Go through the branches in view, by their index in the scope."""
        return self._each("branch")

    @property
    def comps(self) -> Iterator[Module]:
        """Go through the compartments in view, by their index in the scope."""
        return self._each("comp")

    @property
    def channels(self) -> list[Any]:
        """Channels that some compartment in view has."""
        return look.mechanisms(*current(self), pumps=False)

    @property
    def pumps(self) -> list[Any]:
        """Pumps that some compartment in view has."""
        return look.mechanisms(*current(self), pumps=True)

    @property
    def synapses(self) -> list[Any]:
        """Synapse types of the module."""
        return [wiring.mechanism for wiring in self._ref.value.synapses.values()]

    @property
    def group_names(self) -> list[str]:
        """Names of all groups."""
        return list(self._ref.value.groups)

    # The slot itself
    @property
    def _sel(self) -> Selection:
        if self._part is not None:
            return self._part
        layout = self._ref.value.layout
        if self._all is None or self._all.layout is not layout or self._all.scope != self._scope:
            self._all = Selection(layout, scope=where.check_scope(self._scope))
        return self._all

    def _adopt(self, blueprint: Blueprint) -> None:
        self._ref.value = blueprint

    def _view(self, selection: Selection) -> Module:
        raise NotImplementedError

    def set_scope(self, scope: str) -> None:
        """Let indices of this module or view count locally or globally from now on.

        Parameters
        ----------
        scope : {"local", "global"}

        Raises
        ------
        UnknownName
            If ``scope`` is neither.

        Examples
        --------
        >>> import spineax as sx
        >>> cell = sx.Cell(sx.Branch(ncomp=3), parents=[-1, 0, 0])
        >>> cell.set_scope("global")
        >>> cell.comp(6).nodes.index.tolist()
        [6]
        """
        selection = where.scope(*current(self), scope)
        self._scope = scope
        if self._part is not None:
            self._part = selection

    def _each(self, level: str) -> Iterator[Module]:
        blueprint, selection = current(self)
        return (self._view(part) for part in where.each(blueprint, selection, level))

    def __iter__(self) -> Iterator[Module]:
        below = where.below(*current(self))
        return self._each(below)

    def __len__(self) -> int:
        return where.count(*current(self))

    def __getitem__(self, index: Any) -> Module:
        return self._view(where.lazy(*current(self), index))

    def __getattr__(self, name: str) -> Module:
        if name.startswith("_"):
            raise AttributeError(name)
        blueprint, selection = current(self)
        found = where.by_name(blueprint, selection, name)
        if found is None:
            raise UnknownAttribute(
                f"A {type(self).__name__} has no verb, group, mechanism or synapse type "
                f"{name!r}. {suggest(name, self.__dir__())}"
            )
        return self._view(found)

    def __dir__(self) -> list[str]:
        blueprint = self._ref.value
        own = [*object.__dir__(self), *blueprint.groups, *blueprint.mechanisms, *blueprint.synapses]
        return sorted({*own})

    def __enter__(self) -> Module:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __repr__(self) -> str:
        return as_text(type(self).__name__, look.summary(*current(self)))

    def _repr_html_(self) -> str:
        return as_html(type(self).__name__, look.summary(*current(self)))


names.RESERVED.update({name: "" for name in dir(Module) if not name.startswith("_")})
