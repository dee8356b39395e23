"""A province's own files, as they come, brought under geoplan's field tables."""
