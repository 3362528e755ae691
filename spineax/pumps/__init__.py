"""Pumps and other mechanisms of ion concentrations, one per file."""

from spineax.mechanisms.base import Pump
from spineax.pumps.capump import CaPump
from spineax.pumps.faraday import CaFaradayConcentrationChange
from spineax.pumps.nernst import CaNernstReversal

__all__ = ["CaFaradayConcentrationChange", "CaNernstReversal", "CaPump", "Pump"]
