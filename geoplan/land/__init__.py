"""From a recommended point to a plot: what norms say of it, how good it is, which one is taken."""
