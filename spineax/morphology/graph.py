"""Traced neurons as networkx graphs: the schema, its checks, and the way to arrays.

A traced graph is a ``networkx.DiGraph``. A node is a traced sample with the attributes
``x, y, z, r`` (um) and ``type`` (SWC number); an edge goes from a parent to its child.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadMorphology, BadType, ShapeMismatch
from spineax.morphology.branches import Sections, sections
from spineax.morphology.checks import expect, numbers
from spineax.morphology.retrace import retraced
from spineax.morphology.samples import Samples, preorder

# networkx is slow to import: every function of this room imports it when it needs it.
if TYPE_CHECKING:
    import networkx as nx

ATTRIBUTES = ("x", "y", "z", "r", "type")


def to_networkx(samples: Samples) -> nx.DiGraph[int]:
    """Return the traced graph of ``samples``; nodes are named by the ids of samples.

    Parameters
    ----------
    samples : Samples

    Examples
    --------
    >>> to_networkx(from_parents([-1, 0], [[0, 0, 0], [9, 0, 0]])).nodes[2]
    {'x': 9.0, 'y': 0.0, 'z': 0.0, 'r': 1.0, 'type': 0}
    """
    import networkx as nx

    expect("samples", samples, Samples)
    graph: nx.DiGraph[int] = nx.DiGraph()
    rows = zip(samples.id.tolist(), samples.xyz.tolist(), samples.r.tolist(),
               samples.type.tolist(), strict=True)  # fmt: skip
    graph.add_nodes_from(
        (name, {"x": x, "y": y, "z": z, "r": r, "type": kind}) for name, (x, y, z), r, kind in rows
    )
    child = np.flatnonzero(samples.parent >= 0)
    pairs = np.column_stack([samples.id[samples.parent[child]], samples.id[child]])
    graph.add_edges_from(map(tuple, pairs.tolist()))
    return graph


def from_parents(
    parent: Sequence[int] | IntArray,
    xyz: Sequence[Sequence[float]] | FloatArray,
    r: float | Sequence[float] | FloatArray = 1.0,
    type: int | Sequence[int] | IntArray = 0,
) -> Samples:
    """Return samples from arrays, with ids from 1.

    Parameters
    ----------
    parent : array (n,), int
        Position of the parent of each sample, -1 at roots.
    xyz : array (n, 3), um
    r : float or array (n,), um
    type : int or array (n,), int
        SWC type.

    Returns
    -------
    Samples
        Parents before children.

    Raises
    ------
    ShapeMismatch
        The arrays have different lengths.
    BadType
        They hold something other than numbers.
    BadMorphology
        As in ``validate``.

    Examples
    --------
    >>> from_parents([-1, 0, 0], [[0, 0, 0], [9, 0, 0], [0, 9, 0]], type=[1, 3, 3])
    Samples('arrays', 3 samples, 1 tree(s))
    """
    parents, places = numbers("parent", parent), numbers("xyz", xyz)
    n = parents.size
    if parents.ndim != 1 or places.shape != (n, 3):
        raise ShapeMismatch(
            f"parent has shape {parents.shape} and xyz {places.shape}. Pass one parent and one "
            "row of x, y, z for each sample."
        )
    radii, kinds = numbers("r", r), numbers("type", type)
    if not {radii.shape, kinds.shape} <= {(), (n,)}:
        raise ShapeMismatch(
            f"r has shape {radii.shape} and type {kinds.shape} for {n} samples. Pass one value, "
            "or one for each."
        )
    radii, kinds = np.broadcast_to(radii, (n,)), np.broadcast_to(kinds, (n,))
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    for k, (place, radius, kind) in enumerate(zip(places, radii, kinds, strict=True)):
        x, y, z = place.tolist()
        whole = int(kind) if float(kind).is_integer() else float(kind)
        graph.add_node(k + 1, x=x, y=y, z=z, r=float(radius), type=whole)
    for k, above in enumerate(parents.tolist()):
        if not (above.is_integer() and -1 <= above < n):
            raise BadMorphology(
                f"Sample {k} has the parent {above:g}. Pass a position from 0 to {n - 1}, or -1."
            )
        if above >= 0:
            graph.add_edge(int(above) + 1, k + 1)
    return samples_of(graph, source="arrays")


def validate(graph: Any) -> None:
    """Check that ``graph`` is the trace of a neuron.

    Parameters
    ----------
    graph : networkx.DiGraph

    Raises
    ------
    BadType
        It is no directed graph.
    BadMorphology
        It is empty, a node lacks an attribute or has a bad one, a node has two parents,
        or edges run in a circle.

    Examples
    --------
    >>> validate(to_networkx(from_parents([-1, 0], [[0, 0, 0], [9, 0, 0]])))
    """
    import networkx as nx

    if not isinstance(graph, nx.DiGraph) or graph.is_multigraph():
        raise BadType(
            f"A traced graph is a networkx.DiGraph with edges from parent to child, not "
            f"{graph!r} of type {type(graph).__name__}."
        )
    if not len(graph):
        raise BadMorphology("The graph has no nodes. Add a node for each traced sample.")
    for name, attributes in graph.nodes(data=True):
        _check_node(name, attributes)
    for name, number in graph.in_degree():
        if number > 1:
            parents = sorted(map(repr, graph.predecessors(name)))
            raise BadMorphology(
                f"Node {name!r} has {number} parents: {', '.join(parents[:4])}. "
                "Remove edges until one is left."
            )
    if not nx.is_directed_acyclic_graph(graph):
        circle = [tail for tail, _ in nx.find_cycle(graph)]
        raise BadMorphology(
            f"The edges run in a circle over the nodes {circle[:6]}. Remove one of them."
        )


def _check_node(name: Any, attributes: dict[str, Any]) -> None:
    missing = [key for key in ATTRIBUTES if key not in attributes]
    if missing:
        raise BadMorphology(
            f"Node {name!r} has no {missing[0]!r}. Every node needs {', '.join(ATTRIBUTES)}."
        )
    for key in ("x", "y", "z", "r"):
        value = attributes[key]
        number = isinstance(value, (int, float, np.integer, np.floating))
        if not number or not np.isfinite(value) or (key == "r" and value <= 0):
            kind = "a positive number" if key == "r" else "a finite number"
            raise BadMorphology(f"Node {name!r} has {key} = {value!r}. It has to be {kind} of um.")
    kind = attributes["type"]
    if not isinstance(kind, (int, np.integer)) or kind < 0:
        raise BadMorphology(
            f"Node {name!r} has type = {kind!r}. It has to be a whole number from 0: 1 soma, "
            "2 axon, 3 basal, 4 apical."
        )


def samples_of(graph: Any, source: str = "graph") -> Samples:
    """Return the samples of a traced graph, parents before children.

    Parameters
    ----------
    graph : networkx.DiGraph
    source : str
        Name for messages.

    Returns
    -------
    Samples
        Siblings in the order of the nodes; ids are the names of the nodes if these are
        whole numbers, else they count from 1.

    Raises
    ------
    BadType, BadMorphology
        As in ``validate``.
    """
    validate(graph)
    names = list(graph)
    place = {name: k for k, name in enumerate(names)}
    parent = np.full(len(names), -1)
    for tail, head in graph.edges:
        parent[place[head]] = place[tail]
    xyzr = np.array([[graph.nodes[name][key] for key in "xyzr"] for name in names], dtype=float)
    kinds = np.array([int(graph.nodes[name]["type"]) for name in names])
    whole = all(isinstance(name, (int, np.integer)) for name in names)
    number = np.arange(1, len(names) + 1)
    ids = np.array(names, dtype=np.int64) if whole else number
    samples = Samples(ids, kinds, xyzr[:, :3], xyzr[:, 3], parent, number, source)
    if (parent < np.arange(len(names))).all():
        return samples
    return samples.take(preorder(parent))


def sections_from_graph(graph: Any, **options: Any) -> Sections:
    """Return the sections of a traced graph.

    Parameters
    ----------
    graph : networkx.DiGraph
    **options
        As in ``sections``.

    Examples
    --------
    >>> graph = to_networkx(from_parents([-1, 0], [[0, 0, 0], [9, 0, 0]], type=3))
    >>> sections_from_graph(graph)
    Sections(1 branches, 9 um: basal 1)
    """
    return sections(samples_of(graph), **options)


def sections_to_networkx(sections: Sections) -> nx.DiGraph[int]:
    """Return the traced graph of ``sections``, nodes numbered from 1.

    Parameters
    ----------
    sections : Sections
    """
    return to_networkx(retraced(sections))
