"""The time loop: a Program, inputs and parameters in, arrays out."""
