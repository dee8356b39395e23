"""The Folium page of a plan."""
