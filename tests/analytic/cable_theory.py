"""Closed forms of cable theory, in space and frequency (Rall 1959, Exp Neurol 1:491; Koch 1999).

A tree is a cylinder and the trees at its end. Frequencies are complex, per ms: ``1j * omega``
for a sinusoid, 0 for a steady current. Voltages are in mV per nA into the start of the tree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.special

#: Ohm cm2 times S/cm2 over uF/cm2 and the like: what makes the units below coherent.
MICRO = 1e-6


@dataclass(frozen=True)
class Membrane:
    """Resistivities of membrane (Ohm cm2) and core (Ohm cm), and capacitance (uF/cm2)."""

    membrane: float = 20_000.0
    core: float = 100.0
    capacitance: float = 1.0

    @property
    def tau(self) -> float:
        """Time constant, ms."""
        return 1e-3 * self.membrane * self.capacitance

    def length_constant(self, diameter: float) -> float:
        """Return lambda of a cylinder of a diameter in um, um."""
        return 1e4 * np.sqrt(diameter * 1e-4 * self.membrane / (4.0 * self.core))

    def infinite_resistance(self, diameter: float) -> float:
        """Return the input resistance of a half-infinite cylinder, MOhm."""
        radius = 0.5e-4 * diameter
        area = np.pi * radius**2
        return MICRO * self.core * 1e-4 * self.length_constant(diameter) / area


@dataclass(frozen=True)
class Tree:
    """A cylinder (um) and what it carries at its end."""

    diameter: float
    length: float
    children: tuple[Tree, ...] = ()

    def admittance(self, membrane: Membrane, s: complex = 0.0) -> complex:
        """Return the input admittance at the start, uS."""
        q, size, own = self._electric(membrane, s)
        load = self._load(membrane, s)
        tanh = np.tanh(q * size)
        return own * (load + own * tanh) / (own + load * tanh)

    def along(self, membrane: Membrane, x: np.ndarray, s: complex = 0.0) -> np.ndarray:
        """Return the voltage over that at the start, at fractions x of the cylinder."""
        q, size, own = self._electric(membrane, s)
        ratio = self._load(membrane, s) / own
        rest = q * size * (1.0 - np.asarray(x))
        whole = np.cosh(q * size) + ratio * np.sinh(q * size)
        return (np.cosh(rest) + ratio * np.sinh(rest)) / whole

    def _load(self, membrane: Membrane, s: complex) -> complex:
        return sum((child.admittance(membrane, s) for child in self.children), 0.0)

    def _electric(self, membrane: Membrane, s: complex) -> tuple[complex, float, complex]:
        """Return sqrt(1 + s tau), the length in lambda, and the admittance of an endless one."""
        q = np.sqrt(1.0 + s * membrane.tau)
        size = self.length / membrane.length_constant(self.diameter)
        return q, size, q / membrane.infinite_resistance(self.diameter)


def step_response(x: float, time: np.ndarray, size: float, terms: int = 3000) -> np.ndarray:
    """Return V / (I r_inf) of a sealed cable after a step at its start: the sum of its modes.

    Parameters
    ----------
    x : float
        Distance from the start, lambda.
    time : array (t,)
        In time constants, above zero.
    size : float
        Length of the cable, lambda.
    terms : int
    """
    k = np.arange(1, terms)[:, None]
    rate = 1.0 + (k * np.pi / size) ** 2
    modes = (np.cos(k * np.pi * x / size) * np.exp(-rate * time) / rate).sum(axis=0)
    return np.cosh(size - x) / np.sinh(size) - (np.exp(-time) + 2.0 * modes) / size


def step_response_by_images(x: float, time: np.ndarray, size: float, images: int = 3) -> np.ndarray:
    """Return the same from mirror images of the source, exact when few images were reached."""
    root = 2.0 * np.sqrt(time)
    places = [x + 2.0 * i * size for i in range(images)]
    places += [2.0 * i * size - x for i in range(1, images)]
    total = np.zeros_like(time)
    for z in places:
        forward = np.exp(-z) * scipy.special.erfc(z / root - root / 2.0)
        backward = np.exp(z) * scipy.special.erfc(z / root + root / 2.0)
        total += 0.5 * (forward - backward)
    return total


def green(x: np.ndarray, time: float, membrane: Membrane, diameter: float) -> np.ndarray:
    """Return the response of an endless cable to 1 pC at its middle, mV.

    Parameters
    ----------
    x : array (n,)
        Distance, um.
    time : float, ms
    membrane : Membrane
    diameter : float, um
    """
    constant, tau = membrane.length_constant(diameter), membrane.tau
    # pC over uF/cm2 um2: 1e-6 uC over 1e-8 uF, which are V
    height = 1e5 / (constant * membrane.capacitance * np.pi * diameter)
    spread = np.sqrt(tau / (4.0 * np.pi * time))
    return height * spread * np.exp(-time / tau - tau * (x / constant) ** 2 / (4.0 * time))
