"""Files for geographic information systems: layer styles, KML, the meaning of every field."""
