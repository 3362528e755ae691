"""Ion channels, one per file.

Further sets: ``pospischil`` (cortex and thalamus), ``l5pc`` (layer 5 pyramidal cell) and
``spiking`` (point neurons, exported here too).
"""

from spineax.channels import l5pc, pospischil, spiking
from spineax.channels.hh import HH
from spineax.channels.k import K
from spineax.channels.leak import Leak
from spineax.channels.na import Na
from spineax.channels.spiking import AdEx, Fire, Izhikevich, Rate
from spineax.mechanisms.base import Channel
from spineax.mechanisms.gated import GatedChannel

__all__ = [
    "HH",
    "AdEx",
    "Channel",
    "Fire",
    "GatedChannel",
    "Izhikevich",
    "K",
    "Leak",
    "Na",
    "Rate",
    "l5pc",
    "pospischil",
    "spiking",
]
