"""The model as data: layouts, columns, blueprints, selections, and their lowering."""
