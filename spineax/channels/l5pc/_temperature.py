"""From the temperature of the recordings to that of the model."""

from __future__ import annotations

#: Factor of rates: 2.3 per ten degrees, from 21 degC to 34 degC.
Q10 = 2.3**1.3
