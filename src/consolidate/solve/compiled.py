"""How functions are compiled: ``entry`` for those that Python calls, ``inner`` for those that only compiled code does.

Both release the interpreter's lock and are kept on disk; ``inner`` saves the compile time of a wrapper for Python.
Numba sees changes in a function's own file only: after changing one that others call, ``make clean`` the kept code.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])
_njit: Any = numba.njit
"""Numba's types do not know all of its options."""


def entry(function: Function) -> Function:
    """Compile a function that Python calls."""
    compiled: Function = _njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled


def inner(function: Function) -> Function:
    """Compile a function that only compiled code calls."""
    without = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    compiled: Function = _njit(cache=True, nogil=True, error_model="numpy", **without)(function)
    return compiled
