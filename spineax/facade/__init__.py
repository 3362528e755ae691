"""What users type: modules, views and readers."""
