"""Derive the bundled dataset of Hai Phong from its sources, one module per layer."""
