"""Measurements against the best of the field; each module runs as `python -m`."""
