"""Tables, GIS files and summaries of a plan."""
