"""The minimal set of cortical and thalamic channels of Pospischil et al. (2008)."""

from spineax.channels.pospischil.cal import CaL
from spineax.channels.pospischil.cat import CaT
from spineax.channels.pospischil.k import K
from spineax.channels.pospischil.km import Km
from spineax.channels.pospischil.leak import Leak
from spineax.channels.pospischil.na import Na

__all__ = ["CaL", "CaT", "K", "Km", "Leak", "Na"]
