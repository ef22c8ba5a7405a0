"""How functions are compiled: ``entry`` for those that Python calls, ``inner`` and ``maker`` for all others.

All release the interpreter's lock and are kept on disk. ``inner`` ones are put into their callers, without the
reference counting that took most of the time of small functions with many arrays (measured: ten times faster).
Numba sees changes in a function's own file only: after changing one that others call, ``make clean`` the kept code.
Where no folder can be written (``NUMBA_CACHE_DIR``, beside the package, in the user's home) nothing is kept.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])
_njit: Any = numba.njit
"""Numba's types do not know all of its options."""
NOT_KEPT = "compiled parts are made anew by each process: set NUMBA_CACHE_DIR to a folder that they can be kept in"
COMMON: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
BARE: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def entry(function: Function) -> Function:
    """Compile a function that Python calls."""
    return _compiled(function)


def inner(function: Function) -> Function:
    """Compile a function that only compiled code calls and that makes no array: it needs no counting of references.

    Called from Python it would crash: it has no wrapper.
    """
    return _compiled(function, **BARE, forceinline=True, _nrt=False)


def maker(function: Function) -> Function:
    """Compile a function that only compiled code calls and that makes arrays."""
    return _compiled(function, **BARE)


def _compiled(function: Function, **options: Any) -> Function:
    """The function, compiled when it is first called, and kept if it can be."""
    compiled: Function
    try:
        compiled = _njit(cache=True, **COMMON, **options)(function)
    except RuntimeError as fault:
        if "cannot cache" not in str(fault):
            raise
        warnings.warn(NOT_KEPT, RuntimeWarning, stacklevel=1)  # from one place: told once
        compiled = _njit(**COMMON, **options)(function)
    return compiled
