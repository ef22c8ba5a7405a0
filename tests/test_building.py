"""Building without looking for garbage: on again afterwards, whatever happens, and for whoever was first."""

from __future__ import annotations

import gc

import pytest

from consolidate.building import building


def test_garbage_is_looked_for_again_afterwards() -> None:
    assert gc.isenabled()
    with building():
        assert not gc.isenabled()
        with building():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_looked_for_again_after_a_fault() -> None:
    with pytest.raises(ZeroDivisionError), building():
        _ = 1 // 0
    assert gc.isenabled()


def test_who_works_without_goes_on_without() -> None:
    gc.disable()
    try:
        with building():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_it_decorates_functions() -> None:
    @building()
    def looked_for() -> bool:
        return gc.isenabled()

    assert not looked_for()
    assert not looked_for()
    assert gc.isenabled()
