"""A programme laid out as arrays, with the numbers to find one's way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consolidate.building import building
from consolidate.construct.arrays import Ints, Rows, Systems, World, ints
from consolidate.construct.numbering import Names, Numbering
from consolidate.construct.rows import RowBuilder
from consolidate.construct.systems import build_systems
from consolidate.construct.world import build_world
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option, Step


@dataclass(frozen=True)
class Layout:
    """The arrays of a programme under the options that a search may choose from."""

    programme: Programme
    rows: Rows
    world: World
    systems: Systems
    slot_ids: tuple[str, ...]
    slot_number: Mapping[str, int]
    row_number: Mapping[tuple[str, Option | None], int]
    row_steps: tuple[Step, ...]
    system_number: Mapping[tuple[str, str, Option], int]
    contract_number: Mapping[tuple[str, str, Option], int]
    resources: tuple[tuple[str, str], ...]
    units: Ints
    unit_ids: tuple[str, ...]


@building()
def lay_out(programme: Programme, options: Mapping[str, tuple[Option, ...]]) -> Layout:
    """All arrays of a programme under the options that a search may choose from."""
    numbering = Numbering(programme, options)
    rows = RowBuilder(numbering).build()
    systems, system_number = build_systems(numbering)
    world = build_world(numbering)
    unit_ids: Names[str] = Names()
    units = ints(unit_ids[numbering.unit(name)] for name in numbering.slots)
    return Layout(
        programme=programme,
        rows=rows,
        world=world,
        systems=systems,
        slot_ids=tuple(numbering.slots),
        slot_number=numbering.slots,
        row_number={(name, option): place for place, (name, option, _) in enumerate(numbering.steps)},
        row_steps=tuple(step for _, _, step in numbering.steps),
        system_number=system_number,
        contract_number=numbering.contracts,
        resources=tuple(numbering.resources.numbers),
        units=units,
        unit_ids=tuple(unit_ids.numbers),
    )
