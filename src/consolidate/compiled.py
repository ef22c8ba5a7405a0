"""How functions are compiled: ``entry`` for those that Python calls, ``inner`` and ``maker`` for all others.

All release the interpreter's lock and are kept on disk. ``inner`` ones are put into their callers, without the
reference counting that took most of the time of small functions with many arrays (measured: ten times faster).
Numba sees changes in a function's own file only: after changing one that others call, ``make clean`` the kept code.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])
_njit: Any = numba.njit
"""Numba's types do not know all of its options."""
KEPT: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
BARE: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def entry(function: Function) -> Function:
    """Compile a function that Python calls."""
    compiled: Function = _njit(**KEPT)(function)
    return compiled


def inner(function: Function) -> Function:
    """Compile a function that only compiled code calls and that makes no array: it needs no counting of references.

    Called from Python it would crash: it has no wrapper.
    """
    compiled: Function = _njit(**KEPT, **BARE, forceinline=True, _nrt=False)(function)
    return compiled


def maker(function: Function) -> Function:
    """Compile a function that only compiled code calls and that makes arrays."""
    compiled: Function = _njit(**KEPT, **BARE)(function)
    return compiled
