"""Parcels as cadastral offices send them: read, placed with evidence, and checked by row."""
