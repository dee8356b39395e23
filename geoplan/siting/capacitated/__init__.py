"""Capacitated problems: an exact assignment kept optimal while copies come and go."""
