"""Pictures of the models, one subject a file: built once, then moved."""
