"""A function cut in two before its loop: two CPU functions are compiled at the same time.

XLA compiles every CPU function on one core. What is made before the first step is a fifth of
the machine code of a run, and takes no longer to run as a function of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from jax.extend.core import ClosedJaxpr, JaxprEqn, Var

#: Fewer operations before the loop are not worth a function.
FEWEST = 8


class Part(NamedTuple):
    """A part of a function, and which values it takes.

    Parameters
    ----------
    function : ClosedJaxpr
    takes : list of int
        Its arguments, as numbers of those of the whole; results of earlier parts follow them.
    """

    function: ClosedJaxpr
    takes: list[int]


def cut_before_loop(closed: ClosedJaxpr) -> list[Part]:
    """Return the parts of a function, in their order: one or two.

    Parameters
    ----------
    closed : ClosedJaxpr
        Without effects. The last part returns its results, the other what the last one takes.

    Returns
    -------
    list of Part

    Examples
    --------
    >>> import jax
    >>> import jax.numpy as jnp
    >>> def function(x, y):
    ...     for _ in range(9):
    ...         x = jnp.sin(x)
    ...     return jax.lax.scan(lambda c, _: (c * y, None), x, length=3)[0]
    >>> first, last = cut_before_loop(jax.make_jaxpr(function)(1.0, 2.0))
    >>> first.takes, last.takes
    ([0], [1, 2])
    """
    jaxpr = closed.jaxpr
    loops = [k for k, one in enumerate(jaxpr.eqns) if one.primitive.name == "scan"]
    longest = max(loops, key=lambda k: len(jaxpr.eqns[k].params["jaxpr"].jaxpr.eqns), default=0)
    if longest < FEWEST:
        return [uncut(closed)]
    before, after = jaxpr.eqns[:longest], jaxpr.eqns[longest:]
    needed = _read(after, jaxpr.outvars)
    made = [v for one in before for v in one.outvars if v in needed]
    return [_part(closed, [], before, made), _part(closed, made, after, jaxpr.outvars)]


def uncut(closed: ClosedJaxpr) -> Part:
    """Return a function as its only part."""
    return _part(closed, [], closed.jaxpr.eqns, closed.jaxpr.outvars)


def _part(
    closed: ClosedJaxpr, made: list[Var], equations: list[JaxprEqn], gives: list[Any]
) -> Part:
    """Return equations as a function of what they read: arguments, and what earlier parts made."""
    jaxpr, reads = closed.jaxpr, _read(equations, gives)
    every = [*jaxpr.invars, *made]
    takes = [k for k, v in enumerate(every) if v in reads]
    constants = zip(jaxpr.constvars, closed.consts, strict=True)
    own = {v: value for v, value in constants if v in reads}
    piece = jaxpr.replace(
        constvars=list(own),
        invars=[every[k] for k in takes],
        outvars=gives,
        eqns=equations,
        debug_info=jaxpr.debug_info._replace(arg_names=None, result_paths=None),
    )
    return Part(ClosedJaxpr(piece, list(own.values())), takes)


def _read(equations: Iterable[JaxprEqn], gives: Iterable[Any]) -> set[Var]:
    """Return the variables that equations read, and those among the results."""
    read = {v for one in equations for v in one.invars if isinstance(v, Var)}
    return read | {v for v in gives if isinstance(v, Var)}
