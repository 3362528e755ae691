"""Module: the table of contents. Every verb is a pure function in ``verbs``, lifted.

A Module is a reference to a Blueprint and a Selection; a View is the same thing with
a narrower selection.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spineax.errors import UnknownAttribute
from spineax.facade.lift import Attribute, Ref, current, edit, narrow, query, whole
from spineax.facade.reprs import as_html, as_text
from spineax.plan.blueprint import Blueprint
from spineax.plan.selection import Selection
from spineax.verbs import (
    attributes,
    compartments,
    coordinates,
    copying,
    initial,
    inputs,
    ions,
    keeping,
    labelling,
    levels,
    look,
    maps,
    membrane,
    names,
    pictures,
    probes,
    solving,
    spikes,
    stepping,
    structure,
    training,
    transitions,
    values,
    where,
)


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
    set_from = edit(keeping.set_from)
    to_xarray = query(keeping.to_xarray)

    # Compartments
    set_ncomp = edit(compartments.set_ncomp)
    initialize = edit(compartments.initialize)

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
    data_map = query(maps.data_map)
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

    # Solving
    to_jax = whole(query(solving.to_jax))
    get_all_parameters = whole(query(stepping.get_all_parameters))
    get_all_states = whole(query(stepping.get_all_states))
    step = whole(query(stepping.step))
    locate_nonfinite = whole(query(solving.locate_nonfinite))
    build_exp_euler_transition_matrix = whole(query(transitions.build_exp_euler_transition_matrix))
    customize_solver_exp_euler = whole(edit(transitions.customize_solver_exp_euler))

    # Training
    make_trainable = edit(training.make_trainable)
    get_parameters = query(training.get_parameters)
    data_set = query(training.data_set)
    delete_trainables = edit(training.delete_trainables)
    write_trainables = whole(edit(training.write_trainables))

    # Coordinates and pictures
    compute_xyz = edit(coordinates.compute_xyz)
    compute_compartment_centers = whole(edit(coordinates.compute_compartment_centers))
    compartment_ends = query(coordinates.compartment_ends)
    move = edit(coordinates.move)
    move_to = edit(coordinates.move_to)
    rotate = edit(coordinates.rotate)
    arrange_in_layers = edit(coordinates.arrange_in_layers)
    vis = query(pictures.vis)

    # Structure
    connectivity = whole(query(structure.connectivity))
    laplacian = whole(query(structure.laplacian))
    impedance = query(structure.impedance)
    to_networkx = whole(query(structure.to_networkx))

    # Looking and keeping
    show = query(look.show)
    save = query(keeping.save)
    nodes = Attribute(look.nodes)
    edges = Attribute(look.edges)
    recordings = Attribute(attributes.recordings)
    rec_info = Attribute(attributes.recordings)
    rec_indices = Attribute(attributes.rec_indices)
    shape = Attribute(look.shape)
    report = Attribute(attributes.report)
    channels = Attribute(look.channels)
    pumps = Attribute(look.pumps)
    pumped_ions = Attribute(attributes.pumped_ions)
    diffusion_states = Attribute(attributes.diffusion_states)
    membrane_current_names = Attribute(attributes.membrane_current_names)
    group_names = Attribute(attributes.group_names)
    synapses = Attribute(attributes.synapses)
    synapse_names = Attribute(attributes.synapse_names)
    synapse_param_names = Attribute(attributes.synapse_param_names)
    synapse_state_names = Attribute(attributes.synapse_state_names)
    synapse_current_names = Attribute(attributes.synapse_current_names)
    externals = Attribute(attributes.externals)
    external_inds = Attribute(attributes.external_inds)
    trainable_params = Attribute(attributes.trainable_params)
    indices_set_by_trainables = Attribute(attributes.indices_set_by_trainables)
    num_trainable_params = Attribute(attributes.num_trainable_params)
    xyzr = Attribute(attributes.xyzr)
    ncomp = Attribute(attributes.ncomp)
    ncomp_per_branch = Attribute(attributes.ncomp_per_branch)
    cumsum_ncomp = Attribute(attributes.cumsum_ncomp)
    total_nbranches = Attribute(attributes.total_nbranches)
    nbranches_per_cell = Attribute(attributes.nbranches_per_cell)
    comb_parents = Attribute(attributes.comb_parents)
    comb_children = Attribute(attributes.comb_children)
    branch_edges = Attribute(attributes.branch_edges)
    initialized = Attribute(attributes.initialized)
    solver_customizers = Attribute(attributes.solver_customizers)

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

    def copy(self, reset_index: bool = False, as_module: bool = False) -> Module:
        """Return a copy of what is in view, which nothing connects to the original.

        Parameters
        ----------
        reset_index : bool
            On a view: whether the copy holds what is in view alone, numbered from 0.
        as_module : bool
            Whether to return a module of its own, ready to simulate: a network, cell, branch
            or compartment, with the mechanisms, groups, synapses, inputs, recordings and
            trainables of what is in view. Else a view stays a view, of a copy.

        Returns
        -------
        Module or View

        Raises
        ------
        EmptySelection
            If nothing is in view.

        Examples
        --------
        >>> import spineax as sx
        >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
        >>> part = cell.branch([0, 2]).copy(as_module=True)
        >>> part.shape, type(part).__name__
        ((2, 4), 'Cell')
        """
        blueprint, selection = current(self)
        if as_module or reset_index or self._part is None:
            module = self._new(copying.part(blueprint, selection))
            return module if as_module or self._part is None else module.view
        return self._new(blueprint.edit())._view(selection)

    def copy_node_property_to_edges(
        self,
        properties_to_import: str | list[str],
        pre_or_post: str | list[str] = ["pre", "post"],  # noqa: B006
    ) -> Module:
        """Copy columns of ``nodes`` to ``edges``, as ``pre_<name>`` and ``post_<name>``.

        Later changes of the nodes do not reach the copies.

        Parameters
        ----------
        properties_to_import : str or list of str
            Columns of ``nodes``: parameters, states, groups, or indices.
        pre_or_post : str or list of str
            The presynaptic compartment, the postsynaptic one, or both.

        Returns
        -------
        Module
            The module itself. On a view: a view of a copy that has the columns; the module of the
            view is left as it is.

        Raises
        ------
        UnknownName
            If ``nodes`` has no such column, or an end is neither "pre" nor "post".
        BadType
            If the names are no strings.

        Examples
        --------
        >>> import spineax as sx
        >>> from spineax.synapses import IonotropicSynapse
        >>> net = sx.Network([sx.Cell(), sx.Cell()])
        >>> sx.connect(net.cell(0), net.cell(1), IonotropicSynapse())
        >>> net.set("radius", [1.0, 2.0])
        >>> net = net.copy_node_property_to_edges("radius")
        >>> net.edges["post_radius"].tolist()
        [2.0]
        """
        blueprint, selection = current(self)
        edited = values.copy_node_property_to_edges(
            blueprint, selection, properties_to_import, pre_or_post
        )
        if self._part is not None:
            return self._new(edited)._view(selection)
        self._adopt(edited)
        return self

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

    def _new(self, blueprint: Blueprint) -> Module:
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
        return (self._view(part) for part in levels.each(blueprint, selection, level))

    def __iter__(self) -> Iterator[Module]:
        below = levels.below(*current(self))
        return self._each(below)

    def __len__(self) -> int:
        return levels.count(*current(self))

    def __getitem__(self, index: Any) -> Module:
        return self._view(levels.indexed(*current(self), index))

    def __getattr__(self, name: str) -> Module:
        if name.startswith("_"):
            raise AttributeError(name)
        blueprint, selection = current(self)
        found = where.by_name(blueprint, selection, name)
        if found is None:
            raise UnknownAttribute(
                f"A {type(self).__name__} has no verb, group, mechanism or synapse type "
                f"{name!r}. {names.meant(blueprint, name, self._public_names())}"
            )
        return self._view(found)

    def __setattr__(self, name: str, value: object) -> None:
        # What looks like setting a value of the model would set nothing.
        ref = None if name.startswith("_") else vars(self).get("_ref")
        if ref is not None and names.is_of_model(ref.value, name):
            hint = names.meant(ref.value, name, ())
            raise UnknownAttribute(f"{name!r} cannot be assigned. {hint}")
        object.__setattr__(self, name, value)

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *names.own_names(self._ref.value)})

    def _public_names(self) -> list[str]:
        return [name for name in self.__dir__() if not name.startswith("_")]

    def __copy__(self) -> Module:
        return self.copy()

    def __enter__(self) -> Module:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __repr__(self) -> str:
        return as_text(self._title(), look.summary(*current(self)))

    def _repr_html_(self) -> str:
        return as_html(self._title(), look.summary(*current(self)))

    def _title(self) -> str:
        return type(self).__name__


names.RESERVED.update(name for name in dir(Module) if not name.startswith("_"))
