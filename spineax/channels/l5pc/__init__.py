"""The channels of the layer 5 pyramidal cell of Hay et al. (2011)."""

from spineax.channels.l5pc.cahva import CaHVA
from spineax.channels.l5pc.calva import CaLVA
from spineax.channels.l5pc.h import H
from spineax.channels.l5pc.kpst import KPst
from spineax.channels.l5pc.ktst import KTst
from spineax.channels.l5pc.m import M
from spineax.channels.l5pc.napet2 import NapEt2
from spineax.channels.l5pc.natat import NaTaT
from spineax.channels.l5pc.nats2t import NaTs2T
from spineax.channels.l5pc.ske2 import SKE2
from spineax.channels.l5pc.skv3_1 import SKv3_1

__all__ = [
    "CaHVA",
    "CaLVA",
    "H",
    "KPst",
    "KTst",
    "M",
    "NaTaT",
    "NaTs2T",
    "NapEt2",
    "SKE2",
    "SKv3_1",
]
