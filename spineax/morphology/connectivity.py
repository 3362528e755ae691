"""Connectivity as networkx graphs: who is connected to whom, and with which values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, BadType

#: Which of the pairs have an attribute, and its values.
Attributes = dict[str, tuple[IntArray, FloatArray]]


def is_graph(connectivity: Any) -> bool:
    """Return whether an object is a networkx graph."""
    import networkx as nx

    return isinstance(connectivity, nx.Graph)


def joins_compartments(graph: Any) -> bool:
    """Return whether the nodes of a graph are compartments, as in the graph of a module.

    Examples
    --------
    >>> joins_compartments(multigraph([(0, {"kind": "compartment"})], [], []))
    True
    """
    return any(kind == "compartment" for _, kind in graph.nodes(data="kind"))


def pairs_of_graph(
    graph: Any, n_pre: int, n_post: int, name: str = "", places: str = "cells"
) -> tuple[IntArray, IntArray, Attributes]:
    """Return the pairs that the edges of a graph join, and their attributes.

    Parameters
    ----------
    graph : networkx graph
        Nodes are named by whole numbers. An edge without direction counts both ways;
        several edges of one pair all count.
    n_pre, n_post : int
        How many nodes an edge may start from, and end at.
    name : str
        A type of synapse. Of the graph of a module, the axial edges, gap junctions and
        synapses of another type are left out.
    places : str
        What the nodes are, for messages.

    Returns
    -------
    pre, post : int array (m,)
    attributes : dict of (int array, float array)
        By name: the edges that have it, and their values. Only numbers count.

    Raises
    ------
    BadType
        If a node is not named by a whole number.
    BadArgument
        If an edge joins nodes that do not exist.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph([(0, 1, {"gS": 0.5}), (1, 1, {})])
    >>> pre, post, attributes = pairs_of_graph(graph, 2, 2)
    >>> pre.tolist(), post.tolist(), attributes["gS"][1].tolist()
    ([0, 1], [1, 1], [0.5])
    """
    edges = [edge for edge in _edges(graph) if _is_synapse(edge[2], name)]
    if not graph.is_directed():
        edges += [(head, tail, data) for tail, head, data in edges if tail != head]
    ends = np.empty((len(edges), 2), dtype=np.int64)
    found: dict[str, tuple[list[int], list[float]]] = {}
    for row, (tail, head, data) in enumerate(edges):
        ends[row] = _number(tail, places), _number(head, places)
        for key, value in data.items():
            if isinstance(value, int | float | np.number) and not isinstance(value, bool):
                rows, values = found.setdefault(key, ([], []))
                rows.append(row)
                values.append(float(value))
    wrong = (ends < 0) | (ends >= [n_pre, n_post])
    if wrong.any():
        bad = ends[wrong.any(axis=1)][0].tolist()
        raise BadArgument(
            f"The graph has an edge from {bad[0]} to {bad[1]}, but there are {n_pre} {places} "
            f"before and {n_post} after the synapses. Name the nodes by the positions of the "
            f"{places} in view."
        )
    attributes = {key: (np.array(rows), np.array(values)) for key, (rows, values) in found.items()}
    return ends[:, 0], ends[:, 1], attributes


def _edges(graph: Any) -> list[tuple[Any, Any, Mapping[str, Any]]]:
    """Return edges and their attributes; those of a module in the order of their numbers."""
    if not graph.is_multigraph() or not joins_compartments(graph):
        return list(graph.edges(data=True))
    edges = graph.edges(keys=True, data=True)
    numbered = sorted(
        (edge for edge in edges if isinstance(edge[2], int)), key=lambda edge: edge[2]
    )
    return [(tail, head, data) for tail, head, _, data in numbered]


def _is_synapse(data: Mapping[str, Any], name: str) -> bool:
    kind = data.get("kind")
    if kind == "synapse":
        return bool(data.get("type", name) == name)
    return kind not in ("axial", "gap junction")


def _number(node: Any, places: str) -> int:
    if isinstance(node, bool) or not isinstance(node, int | np.integer):
        raise BadType(
            f"The graph has a node {node!r}. Name the nodes by the positions of the {places} in "
            "view, from 0; networkx.convert_node_labels_to_integers does it."
        )
    return int(node)


def multigraph(
    nodes: Iterable[tuple[int, Mapping[str, Any]]],
    axial: Iterable[tuple[int, int]],
    synapses: Iterable[tuple[int, int, int, Mapping[str, Any]]],
    gaps: Iterable[tuple[int, int, float]] = (),
) -> Any:
    """Return a graph of places, what joins them, and the synapses between them.

    Parameters
    ----------
    nodes : iterable of (int, dict)
    axial : iterable of (int, int)
        Each gives one edge with ``kind="axial"``.
    synapses : iterable of (pre, post, number, dict)
        Each gives an edge of its own, with its number as the key and ``kind="synapse"``.
    gaps : iterable of (int, int, float), optional
        Each gives an edge with ``kind="gap junction"`` and its ``gap_conductance``, uS.

    Returns
    -------
    networkx.MultiDiGraph

    Examples
    --------
    >>> graph = multigraph([(0, {}), (1, {})], [], [(0, 1, 0, {}), (0, 1, 1, {})])
    >>> graph.number_of_edges(0, 1)
    2
    """
    import networkx as nx

    graph: Any = nx.MultiDiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((i, j, {"kind": "axial"}) for i, j in axial)
    graph.add_edges_from(
        (pre, post, number, {"kind": "synapse", **data}) for pre, post, number, data in synapses
    )
    graph.add_edges_from(
        (pre, post, f"gap {number}", {"kind": "gap junction", "gap_conductance": conductance})
        for number, (pre, post, conductance) in enumerate(gaps)
    )
    return graph
