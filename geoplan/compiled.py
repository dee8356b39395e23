"""Compile a function to machine code, and keep the result where that is possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of arrays and numbers at its first call.

    The machine code is kept beside the module or, where that cannot be written, in the user's
    cache folder; where neither can be written, each process compiles anew.
    """
    return _compiled(function)


def inner(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function that only compiled functions call: Python cannot, which saves time."""
    return _compiled(function, no_cpython_wrapper=True)


def whole(number: int) -> int:
    """Return a constant for compiled code, typed: numba compiles anew for each plain literal."""
    return cast("int", np.int64(number))


def _compiled(function: Callable[P, R], **options: Any) -> Callable[P, R]:
    options |= {"nogil": True, "no_cfunc_wrapper": True}
    try:
        return cast("Callable[P, R]", njit(cache=True, **options)(function))
    except RuntimeError:  # numba finds no folder that it can write to
        return cast("Callable[P, R]", njit(**options)(function))
