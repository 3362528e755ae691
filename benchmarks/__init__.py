"""Side-by-side benchmarks: ``python -m benchmarks`` prints the table."""
