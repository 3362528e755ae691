"""Tools for testing models and mechanisms; needs hypothesis for the strategies."""
