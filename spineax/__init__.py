"""spineax: a differentiable simulator of compartmental neuron models."""
