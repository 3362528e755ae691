"""Arrays to tables (pandas) and labelled recordings (xarray)."""
