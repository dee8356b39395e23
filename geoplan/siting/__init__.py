"""Where next, in what order, and how far that is from the best possible plan."""
