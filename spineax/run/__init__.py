"""The time loop: a Program, inputs and parameters in, arrays out.

``spineax.run`` is also the function that runs an experiment, and as an attribute it is that one:
import from here with ``from spineax.run.experiment import run``, not ``import ... as ...``.
"""
