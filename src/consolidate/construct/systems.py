"""Old and new systems and contracts as arrays."""

from __future__ import annotations

import numpy as np

from consolidate.construct.arrays import NEVER, Ints, Ragged, Systems
from consolidate.construct.numbering import Numbering
from consolidate.ledger import costs
from consolidate.programme.steps import Option, step_id

SystemNumbers = dict[tuple[str, str, Option], int]


def build_systems(numbering: Numbering) -> tuple[Systems, SystemNumbers]:
    """Every participant's systems under every option, and the number of each."""
    numbers: SystemNumbers = {}
    rows: list[tuple[int, ...]] = []
    starts = Ragged.empty()
    for domain, allowed in numbering.options.items():
        for option in allowed:
            shares = {} if option.stays else costs.running_shares(numbering.programme, domain, option)
            for name in numbering.programme.participants(domain):
                numbers[domain, name, option] = len(rows)
                rows.append((*_system(numbering, domain, name, option, shares.get(name, 0)), len(starts.values)))
                running = () if option.stays else numbering.programme.running_steps(domain, name, option)
                starts.add((numbering.slots[step],) for step in running)
    rows.append((*[0] * 10, len(starts.values)))
    table = np.array(rows, dtype=np.int64).reshape(-1, 11)
    return Systems(table, starts.table(1)[:, 0].copy()), numbers


def _system(numbering: Numbering, domain: str, municipality: str, option: Option, yearly: int) -> tuple[int, ...]:
    programme, timeline = numbering.programme, numbering.programme.timeline
    system = programme.installed(domain, municipality)
    leave = -1
    path = 0
    if not option.stays and system.product is not None:
        if programme.path(domain, municipality, option) == "light":
            path = 1
        else:
            path = 3 if system.contract is not None else 2
            leave = numbering.slots[step_id(domain, municipality, "decommission")]
    renewal = costs.renewal(programme, domain, municipality)
    day, fine, cost, year, payer = NEVER, 0, 0, 0, -1
    if renewal is not None:
        day, cost = renewal.day, renewal.cost
        fine = costs.on_day(programme, renewal.cost, renewal.day)
        year = timeline.years.index(timeline.budget_year(timeline.day_at(renewal.day)))
        payer = numbering.payers[municipality] if municipality in programme.scenario.budgets else -1
    cutover = -1 if option.stays else numbering.slots[step_id(domain, municipality, "cutover")]
    return path, system.running, leave, yearly, day, fine, cost, year, payer, cutover


def build_endings(numbering: Numbering) -> tuple[Ints, Ints]:
    """The ways in which contracts may end, and the contracts."""
    programme, timeline = numbering.programme, numbering.programme.timeline
    rows = Ragged.empty()
    contracts: list[tuple[int, ...]] = []
    for domain, municipality, option in numbering.contracts:
        system = programme.installed(domain, municipality)
        contract = system.contract
        assert contract is not None
        first = len(rows.values)
        rows.add(_ways(numbering, domain, municipality))
        fee = -1 if contract.leave_fee is None else contract.leave_fee
        until = timeline.day_index(contract.last_day) if contract.renewal == 0 else NEVER
        payer = numbering.payers[municipality] if municipality in programme.scenario.budgets else -1
        node = numbering.event(programme.notice_target(domain, municipality, option))
        contracts.append((first, fee, until, system.running, payer, node))
    contracts.append((len(rows.values), 0, 0, 0, 0, 0))
    return rows.table(5), np.array(contracts, dtype=np.int64)


def _ways(numbering: Numbering, domain: str, municipality: str) -> list[tuple[int, ...]]:
    """Each ending of a contract: last day, notice day, cost in fine, cost, year."""
    programme, timeline = numbering.programme, numbering.programme.timeline
    given = programme.notice_given(domain, municipality)
    found: list[tuple[int, ...]] = []
    for ending in programme.contract_endings[domain, municipality]:
        notice = NEVER if ending.notice is None or given is not None else ending.notice
        if given is not None and ending.notice is not None and given > ending.notice:
            notice = -1
        fine = costs.old_running(programme, domain, municipality, ending.last_day + 1)
        fine += costs.on_day(programme, ending.cost, ending.paid) if ending.cost else 0
        year = timeline.years.index(timeline.budget_year(timeline.day_at(ending.paid)))
        found.append((ending.last_day, notice, fine, ending.cost, year))
    return found
