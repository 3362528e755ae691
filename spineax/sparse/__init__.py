"""Topology as integers: forests, Laplacians and orders of elimination."""
