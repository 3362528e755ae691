"""From what a user calls a colour to one colour per compartment in view.

May import matplotlib and layers 0-4.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, ListedColormap, Normalize, is_color_like, to_rgba

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, ShapeMismatch, unknown_name
from spineax.plot.scene import Scene

__all__ = ["Paint"]

#: The colour of compartments that have no value.
MISSING = (0.82, 0.82, 0.82, 1.0)

#: Viridis without its palest part, which would vanish as a thin line on white.
VALUES = ListedColormap(colormaps["viridis"](np.linspace(0.0, 0.93, 256)), name="spineax")

#: Colours of categories that are told apart with and without colour vision (Okabe and Ito 2008).
CATEGORIES = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#D55E00",
    "#56B4E9",
    "#8C6D31",
    "#000000",
)


@dataclass(frozen=True, eq=False)
class Paint:
    """The colours of the compartments in view, and what explains them.

    Parameters
    ----------
    rgba : float array (k, 4)
    scale : ScalarMappable, optional
        What the colour bar shows, if the colours stand for values.
    label : str
        What the values are, and their unit.
    legend : dict, category to colour
        What the colours stand for, if they are categories.
    """

    rgba: FloatArray
    scale: ScalarMappable | None = None
    label: str = ""
    legend: dict[str, Any] = field(default_factory=dict)

    def lit(self, place: IntArray, light: FloatArray) -> FloatArray:
        """Return the colours of faces in a light from 0, shadow, to 1, their own colour.

        Shadows are weak on colours that stand for numbers, which are to be read.

        Parameters
        ----------
        place : int array (f,)
            Row of ``rgba`` of each face.
        light : float array (f,)

        Returns
        -------
        rgba : float array (f, 4)

        Examples
        --------
        >>> Paint(np.array([[1.0, 0.5, 0.0, 1.0]])).lit(np.array([0]), np.array([0.0])).round(3)
        array([[0.55 , 0.275, 0.   , 1.   ]])
        """
        shadow = 0.45 if self.scale is None else 0.15
        colors = self.rgba[place]
        colors[:, :3] *= 1.0 - shadow * (1.0 - light[:, None])
        return np.clip(colors, 0.0, 1.0)

    @classmethod
    def of(
        cls,
        color: Any,
        scene: Scene,
        cmap: str | Colormap | None = None,
        vmin: float | None = None,
        vmax: float | None = None,
        colorbar_label: str | None = None,
    ) -> Paint:
        """Return the colours that ``color`` stands for.

        Parameters
        ----------
        color : colour, list or array
            A colour of matplotlib; a list of colours, one per compartment in view or one per
            branch in view; an array of numbers (k,), one per compartment in view; an array of
            words or truth values (k,). An array may be labelled: its name and units are used.
        scene : Scene
        cmap, vmin, vmax
            The colours of numbers. Default: viridis from the least to the greatest.
        colorbar_label : str, optional
            Default: the name and units of a labelled array.

        Raises
        ------
        ShapeMismatch
            If a list or array does not fit the compartments, branches or cells in view.
        BadArgument
            If something is no colour.
        UnknownName
            If there is no such colour map.

        Examples
        --------
        >>> line = np.array([[0.0, 0.0, 0.0, 1.0], [40.0, 0.0, 0.0, 1.0]])
        >>> scene = Scene((line,), [2], np.full(2, 20.0), np.ones(2), parent=[-1])
        >>> Paint.of(["red", "blue"], scene).rgba
        array([[1., 0., 0., 1.],
               [0., 0., 1., 1.]])
        """
        if _is_one_color(color):
            return cls(np.tile(to_rgba(color), (len(scene.selected), 1)))
        label = _label(color) if colorbar_label is None else colorbar_label
        values = np.asarray(color)
        if values.ndim == 1 and values.dtype.kind in "fiu":
            return cls._of_numbers(_per_comp(values, scene), cmap, vmin, vmax, label)
        if values.ndim == 1 and values.dtype.kind == "b":
            absent = f"not {label}" if label else "no"
            words = np.where(values, label or "yes", absent)
            return cls._of_words(_per_comp(words, scene), absent)
        if isinstance(color, np.ndarray | list | tuple) and all(is_color_like(c) for c in color):
            rgba = np.array([to_rgba(c) for c in color]).reshape(-1, 4)
            return cls(_per_comp(rgba, scene))
        if values.ndim == 1 and values.dtype.kind in "UO":
            return cls._of_words(_per_comp(values.astype(str), scene))
        raise BadArgument(
            f"{color!r} is not a colour. Give a colour of matplotlib, a list of them, or an array "
            "with one number per compartment in view."
        )

    @classmethod
    def _of_numbers(
        cls,
        values: FloatArray,
        cmap: str | Colormap | None,
        vmin: float | None,
        vmax: float | None,
        label: str,
    ) -> Paint:
        if isinstance(cmap, str) and cmap not in colormaps:
            raise unknown_name("colour map", cmap, colormaps)
        finite = values[np.isfinite(values)]
        lowest, highest = (finite.min(), finite.max()) if len(finite) else (0.0, 1.0)
        norm = Normalize(lowest if vmin is None else vmin, highest if vmax is None else vmax)
        used = VALUES if cmap is None else colormaps[cmap] if isinstance(cmap, str) else cmap
        scale = ScalarMappable(norm, used.with_extremes(bad=MISSING))
        shown = np.where(np.isfinite(values), values, np.nan)
        scale.set_array(shown)
        return cls(np.asarray(scale.to_rgba(shown)), scale, label)

    @classmethod
    def _of_words(cls, words: Any, absent: str | None = None) -> Paint:
        found, place = np.unique(words, return_inverse=True)
        present = [str(word) for word in found if word != absent]
        legend = {word: to_rgba(c) for word, c in zip(present, cycle(CATEGORIES), strict=False)}
        if absent in found:
            legend[str(absent)] = MISSING
        return cls(np.array([legend[str(word)] for word in found])[place], legend=legend)


def _is_one_color(color: Any) -> bool:
    """Return whether this is one colour; numbers in arrays are values, never a colour."""
    if isinstance(color, str | tuple):
        return is_color_like(color)
    return isinstance(color, list) and len(color) in (3, 4) and is_color_like(color)


def _label(color: Any) -> str:
    """Return ``name / units`` of a labelled array, or nothing."""
    about = getattr(color, "attrs", {})
    name = about.get("long_name") or getattr(color, "name", None) or ""
    units = about.get("units", "")
    return f"{name} / {units}" if name and units else str(name or units)


def _per_comp(values: Any, scene: Scene) -> Any:
    """Return one entry per compartment in view, from one per compartment, branch or cell."""
    branch = scene.branch[scene.selected]
    cell = scene.cell[branch]
    for owner in (scene.selected, branch, cell):
        found, place = np.unique(owner, return_inverse=True)
        if len(values) == len(found):
            # One per compartment comes in the order of the view.
            return values if owner is scene.selected else values[place]
    raise ShapeMismatch(
        f"color has {len(values)} entries, but {len(scene.selected)} compartments in "
        f"{len(scene.drawn)} branches are in view. Give one colour, or one per compartment."
    )
