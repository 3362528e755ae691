"""What users do, as pure functions of a Blueprint and a Selection."""
