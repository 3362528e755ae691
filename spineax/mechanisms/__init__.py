"""The base classes of channels, pumps and synapses, and the mathematics of gates."""

from spineax.mechanisms.base import Channel, Mechanism, Pump, Synapse
from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.linearise import linearise
from spineax.mechanisms.protocol import check_protocol

__all__ = [
    "Channel",
    "GatedChannel",
    "Mechanism",
    "Pump",
    "Synapse",
    "check_protocol",
    "linearise",
]
