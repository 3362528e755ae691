"""What every channel says whose spikes have no derivative of their own."""

from __future__ import annotations

from spineax.errors import NoGradient, warn


def warn_of_surrogate(channel: str) -> None:
    """Warn whoever makes a channel that its gradient through a spike is a surrogate.

    Parameters
    ----------
    channel : str
        Name of its class.
    """
    warn(
        f"The gradient of {channel} through a spike is a surrogate. "
        "Pass surrogate_warning=False to say that you know.",
        NoGradient,
    )
