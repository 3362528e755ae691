"""Lifters: pure functions of (Blueprint, Selection, ...) become methods of a Module.

``edit`` swaps the blueprint of the module and all its views, ``narrow`` gives a view,
``query`` a value; ``whole`` refuses parts of a model; ``Attribute`` is read without a call.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

from spineax.errors import (
    BadType,
    SpineaxError,
    StaleView,
    UnknownAttribute,
    WholeModelOnly,
    suggest,
)
from spineax.plan.blueprint import Blueprint
from spineax.plan.selection import Selection

if TYPE_CHECKING:
    from spineax.facade.module import Module


P = ParamSpec("P")
R = TypeVar("R")


class Ref:
    """The one mutable thing: which blueprint a module and its views show."""

    __slots__ = ("value",)

    def __init__(self, value: Blueprint) -> None:
        self.value = value


def current(module: Module) -> tuple[Blueprint, Selection]:
    """Return blueprint and selection, after checking that they belong together.

    A view of whole cells or branches goes on after ``set_ncomp``, which leaves them what
    they were; a view of compartments does not.

    Raises
    ------
    StaleView
        If the structure of the module changed since the view was taken.
    """
    blueprint, selection = module._ref.value, module._sel
    if selection.layout is not blueprint.layout:
        followed = selection.on(blueprint.layout)
        if followed is not None:
            module._part = followed
            return blueprint, followed
        raise StaleView(
            "This view was taken before the compartments or branches of its module changed. "
            "Take it again from the module."
        )
    return blueprint, selection


class Attribute(Generic[R]):
    """A function of (Blueprint, Selection) as a read-only attribute of a module.

    Parameters
    ----------
    function : callable
    """

    def __init__(self, function: Callable[[Blueprint, Selection], R]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, module: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, module: Module, owner: type | None = None) -> R: ...
    def __get__(self, module: Module | None, owner: type | None = None) -> Self | R:
        return self if module is None else self._function(*current(module))

    def __set__(self, module: Module, value: object) -> None:
        raise UnknownAttribute(
            f"{self._name!r} shows what the module holds and cannot be assigned. "
            "Use set, insert, record, make_trainable and the other verbs."
        )


def _as_method(function: Callable[..., Any], method: Callable[P, R]) -> Callable[P, R]:
    wraps(function)(method)
    signature = inspect.signature(function)
    first = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    rest = list(signature.parameters.values())[2:]
    method.__signature__ = signature.replace(parameters=[first, *rest])  # type: ignore[attr-defined]
    return method


def _called(function: Callable[..., R], module: Module, args: Any, kwargs: Any) -> R:
    """Return what a verb returns; arguments that it does not have are named in the error."""
    try:
        return function(*current(module), *args, **kwargs)
    except TypeError as error:
        if isinstance(error, SpineaxError):
            raise
        check_arguments(function, (None, None, *args), kwargs, given=2)
        raise


def check_arguments(function: Callable[..., Any], args: Any, kwargs: Any, given: int = 0) -> None:
    """Raise unless a function takes these arguments.

    Parameters
    ----------
    function : callable
    args, kwargs : tuple and dict
    given : int
        How many arguments in front no user passes.

    Raises
    ------
    BadType
    """
    signature = inspect.signature(function)
    known = list(signature.parameters)[given:]
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        name = function.__name__
        strange = [key for key in kwargs if key not in known]
        if strange:
            hint = suggest(strange[0], known)
            raise BadType(f"{name} has no argument {strange[0]!r}. {hint}") from None
        raise BadType(f"{name}: {error}. It takes: {', '.join(known) or 'nothing'}.") from None


def edit(
    function: Callable[Concatenate[Blueprint, Selection, P], Blueprint],
) -> Callable[Concatenate[Module, P], None]:
    """Lift a function that returns a new blueprint."""

    def method(self: Module, /, *args: P.args, **kwargs: P.kwargs) -> None:
        self._adopt(_called(function, self, args, kwargs))

    return _as_method(function, method)


def narrow(
    function: Callable[Concatenate[Blueprint, Selection, P], Selection],
) -> Callable[Concatenate[Module, P], Module]:
    """Lift a function that returns a narrower selection."""

    def method(self: Module, /, *args: P.args, **kwargs: P.kwargs) -> Module:
        return self._view(_called(function, self, args, kwargs))

    return _as_method(function, method)


def query(
    function: Callable[Concatenate[Blueprint, Selection, P], R],
) -> Callable[Concatenate[Module, P], R]:
    """Lift a function that returns a value."""

    def method(self: Module, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return _called(function, self, args, kwargs)

    return _as_method(function, method)


def whole(method: Callable[Concatenate[Module, P], R]) -> Callable[Concatenate[Module, P], R]:
    """Refuse the lifted method on a part of a model."""
    name = getattr(method, "__name__", "This verb")

    def checked(self: Module, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if not self._sel.everything:
            raise WholeModelOnly(
                f"{name} acts on a whole module, and this is a view of a part of one. "
                f"Call module.{name}(...) on the module itself."
            )
        return method(self, *args, **kwargs)

    checked.__doc__ = method.__doc__
    checked.__name__ = name
    checked.__signature__ = inspect.signature(method)  # type: ignore[attr-defined]
    return checked
