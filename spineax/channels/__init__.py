"""Ion channels, one per file."""

from spineax.channels.hh import HH
from spineax.channels.k import K
from spineax.channels.leak import Leak
from spineax.channels.na import Na
from spineax.mechanisms.base import Channel

__all__ = ["HH", "Channel", "K", "Leak", "Na"]
