"""Synapses, one per file."""

from spineax.mechanisms.base import Synapse
from spineax.synapses.alpha import AlphaSynapse
from spineax.synapses.conductance import ConductanceSynapse
from spineax.synapses.current import CurrentSynapse
from spineax.synapses.dynamic import DynamicSynapse
from spineax.synapses.exp2syn import Exp2Syn
from spineax.synapses.expsyn import ExpSyn
from spineax.synapses.ionotropic import IonotropicSynapse
from spineax.synapses.spike import SpikeSynapse
from spineax.synapses.tanh_conductance import TanhConductanceSynapse
from spineax.synapses.tanh_rate import TanhRateSynapse
from spineax.synapses.testsynapse import TestSynapse

__all__ = [
    "AlphaSynapse",
    "ConductanceSynapse",
    "CurrentSynapse",
    "DynamicSynapse",
    "Exp2Syn",
    "ExpSyn",
    "IonotropicSynapse",
    "SpikeSynapse",
    "Synapse",
    "TanhConductanceSynapse",
    "TanhRateSynapse",
    "TestSynapse",
]
