"""Point neurons that change the voltage themselves, in place of carrying a current."""

from spineax.channels.spiking.adex import AdEx
from spineax.channels.spiking.fire import Fire
from spineax.channels.spiking.izhikevich import Izhikevich
from spineax.channels.spiking.rate import Rate

__all__ = ["AdEx", "Fire", "Izhikevich", "Rate"]
