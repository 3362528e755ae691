"""Arrays and words in a NetCDF file, through xarray; knows nothing of models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike
from typing import Any

import numpy as np
import xarray as xr

from spineax.errors import BadArgument, BadType

#: Written into every file, and asked for when one is read.
FORMAT, FORMAT_VERSION = "spineax", 1


def write(path: str | PathLike[str], arrays: Mapping[str, Any], words: Mapping[str, Any]) -> None:
    """Write named arrays, and words and numbers that go with them.

    Parameters
    ----------
    path : str or path
        An existing file is replaced.
    arrays : dict of arrays
        Numbers only; each has its own dimensions.
    words : dict
        What JSON can hold.

    Raises
    ------
    BadType, BadArgument
        If it is no path, or cannot be written.
    """
    _check_path(path)
    variables: dict[str, Any] = {}
    # NetCDF 3 has no truth values, no 64-bit integers and no empty dimensions.
    kinds: dict[str, Any] = {}
    for name, array in arrays.items():
        values = np.asarray(array)
        kinds[name] = [values.dtype.str, list(values.shape)]
        if values.size == 0:
            continue
        stored = values.astype(np.int32) if values.dtype.kind in "biu" else values
        dims = [f"{name}.{k}" for k in range(values.ndim)]
        variables[name] = (dims, stored)
    attrs = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "words": json.dumps(words),
        "arrays": json.dumps(kinds),
    }
    try:
        xr.Dataset(variables, attrs=attrs).to_netcdf(path, engine="scipy")
    except OSError as error:
        raise BadArgument(f"Cannot write {str(path)!r}: {error}.") from error


def read(path: str | PathLike[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the arrays and words of a file.

    Raises
    ------
    BadType, BadArgument
        If it is no path, cannot be read, or is no file of this format.
    """
    _check_path(path)
    try:
        with xr.open_dataset(path, engine="scipy", decode_cf=False) as file:
            dataset = file.load()
    except OSError as error:
        raise BadArgument(f"Cannot read {str(path)!r}: {error}.") from error
    except Exception as error:
        raise BadArgument(
            f"Cannot read {str(path)!r}: it is no NetCDF 3 file, so it was not written by save(). "
            "Read what xarray wrote with xarray.open_dataset."
        ) from error
    version = dataset.attrs.get("format_version")
    if dataset.attrs.get("format") != FORMAT:
        raise BadArgument(f"{str(path)!r} was not written by save().")
    if version is None or int(version) > FORMAT_VERSION:
        raise BadArgument(
            f"{str(path)!r} has format version {version}; this release reads up to "
            f"{FORMAT_VERSION}. Update spineax."
        )
    try:
        kinds, words = json.loads(dataset.attrs["arrays"]), json.loads(dataset.attrs["words"])
        arrays = {name: _restored(dataset, name, *kind) for name, kind in kinds.items()}
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(path, error) from error
    return arrays, words


def damaged(path: str | PathLike[str], error: Exception) -> BadArgument:
    """Return the error that says that a file does not hold what it should."""
    return BadArgument(
        f"{str(path)!r} is damaged: {type(error).__name__}: {error}. Save the module again."
    )


def _restored(dataset: xr.Dataset, name: str, dtype: str, shape: list[int]) -> Any:
    """Return an array as it was written; only those without entries are not in the file."""
    if 0 not in shape and name not in dataset.variables:
        raise ValueError(f"the array {name!r} is missing")
    stored = np.zeros(shape) if 0 in shape else dataset[name].values
    return stored.astype(np.dtype(dtype)).reshape(shape)


def _check_path(path: Any) -> None:
    if not isinstance(path, str | PathLike):
        raise BadType(f"A file needs a path, not {path!r}.")
