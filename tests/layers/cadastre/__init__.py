"""Parcels of cadastral offices."""
