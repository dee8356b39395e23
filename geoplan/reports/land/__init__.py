"""Short lists of plots as files: table, GeoPackage, KML, and a page on paper for each site."""
