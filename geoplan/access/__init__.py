"""Who reaches what, and how fairly."""
