"""The neurons that come with the package, and how they were made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from spineax.errors import unknown_name
from spineax.morphology.neurons import grow_granule, grow_pyramidal, grow_y
from spineax.morphology.samples import Samples
from spineax.morphology.swc_write import write_swc

FOLDER = Path(__file__).parent / "data"

#: Each shipped file is what its grower returns, written as SWC.
SHIPPED: dict[str, Callable[[], Samples]] = {
    "pyramidal": partial(grow_pyramidal, seed=0),
    "granule": partial(grow_granule, seed=0),
    "y": grow_y,
}


def shipped(name: str) -> Path:
    """Return the path of an SWC file that comes with the package.

    Parameters
    ----------
    name : str
        ``"pyramidal"`` (about 150 branches), ``"granule"`` (about 20) or ``"y"`` (a soma
        and three dendrites). All are grown, not traced: see ``neurons.py``.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    UnknownName
        No shipped neuron has this name.

    Examples
    --------
    >>> shipped("y").name
    'y.swc'
    """
    if not isinstance(name, str) or name not in SHIPPED:
        raise unknown_name("shipped neuron", name, SHIPPED)
    return FOLDER / f"{name}.swc"


def regrow(folder: Path) -> None:
    """Grow all shipped neurons anew and write them into ``folder``.

    Parameters
    ----------
    folder : path
    """
    for name, grow in SHIPPED.items():
        write_swc(grow(), folder / f"{name}.swc")
