"""The channels of the layer 5 pyramidal cell in voltage clamp, against NEURON.

``SKE2``, whose gate follows calcium alone, is compared with its closed form in
``tests/mechanisms/test_voltage_clamp.py``, as are all the others.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest

from spineax.channels import l5pc
from tests.reference.hay_in_nmodl import CHANNELS, write_models

pytestmark = pytest.mark.peer
PYTHON = Path(os.environ.get("SPINEAX_PEERS_PYTHON", sys.executable))
#: Off the voltages at which the printed rates are 0 / 0, mV.
VOLTAGES = np.linspace(-120.0, 60.0, 37) + 0.037
DT, EVERY, SAMPLES = 0.025, 40, 10

CLAMP = """
import json, sys
from neuron import h
given = json.load(sys.stdin)
currents = {}
for name in given["names"]:
    sections = []
    for v in given["voltages"]:
        section = h.Section()
        section.insert("x" + name)
        section.cm = 1e12  # so that the voltage stays
        section(0.5).v = v
        sections.append(section)
    h.finitialize()
    for section, v in zip(sections, given["voltages"]):
        section(0.5).v = v
    h.dt = given["dt"]
    rows = []
    for _ in range(given["samples"]):
        for _ in range(given["every"]):
            h.fadvance()
        rows.append([getattr(section(0.5), "x" + name).i for section in sections])
    currents[name] = rows
    sections = None
print(json.dumps(currents))
"""


@pytest.fixture(scope="module")
def neuron_currents(tmp_path_factory):
    """Return the clamp currents (samples, voltages) of each channel in NEURON, mA/cm2."""
    compiler = PYTHON.parent / "nrnivmodl"
    if not compiler.exists() or shutil.which("gcc") is None:
        pytest.skip(
            "NEURON's model compiler or gcc is missing: name NEURON's python in "
            "SPINEAX_PEERS_PYTHON"
        )
    folder = tmp_path_factory.mktemp("hay")
    write_models(folder)
    path = f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    made = subprocess.run([compiler], cwd=folder, env=environment, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    given = {"names": list(CHANNELS), "voltages": VOLTAGES.tolist()}
    given |= {"dt": DT, "every": EVERY, "samples": SAMPLES}
    done = subprocess.run(
        [PYTHON, "-c", CLAMP], cwd=folder, input=json.dumps(given), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return {k: np.array(rows) for k, rows in json.loads(done.stdout.splitlines()[-1]).items()}


@pytest.mark.parametrize("name", CHANNELS)
def test_current_in_voltage_clamp_is_that_of_neuron(neuron_currents, name):
    channel, v = getattr(l5pc, name)(), jnp.asarray(VOLTAGES)
    params = {key: jnp.full_like(v, value) for key, value in channel.params.items()}
    states = {key: jnp.full_like(v, value) for key, value in channel.states.items()}
    rows = []
    # NEURON shows the current of the last step's beginning, one update of gates before ours.
    for step in range(1, EVERY * SAMPLES + 1):
        if step % EVERY == 0:
            rows.append(channel.compute_current(states, params, v, DT))
        states = {**states, **channel.update_states(states, params, v, DT)}
    # The voltage in NEURON drifts by 1e-10 mV through its capacitance of 1e12 uF/cm2.
    np.testing.assert_allclose(rows, neuron_currents[name], rtol=1e-8, atol=1e-16)
