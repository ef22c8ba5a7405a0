"""References of municipalities, bodies, budgets, keys, pools and the calendar."""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.errors import shown
from consolidate.scenario.references.known import Known, unknown, unknown_keys
from consolidate.scenario.troubles import Trouble
from consolidate.text import _

SIZES = ("inhabitants", "employees", "pcs")


def party_troubles(known: Known) -> Iterator[Trouble]:
    """Whatever names a municipality, pool, payer or key that does not exist."""
    yield from _municipalities(known)
    yield from _bodies(known)
    yield from _keys(known)
    yield from _sharing(known)
    yield from _pools(known)
    yield from _status_date(known)


def _municipalities(known: Known) -> Iterator[Trouble]:
    movers = known.measures | known.domains
    for name, municipality in known.scenario.municipalities.items():
        path = ("municipalities", name, "staff_moves")
        yield from unknown_keys(path, municipality.staff_moves, _("a measure or domain"), movers)
    yield from unknown_keys(("budgets",), known.scenario.budgets, _("`programme` or a municipality"), known.payers)


def _bodies(known: Known) -> Iterator[Trouble]:
    councils: dict[str, str] = {}
    for name, body in sorted(known.scenario.bodies.items()):
        if body.municipality is None:
            continue
        path = ("bodies", name, "municipality")
        yield from unknown(path, body.municipality, _("a municipality"), known.municipalities)
        other = councils.setdefault(body.municipality, name)
        if other != name:
            allowed = _("a municipality without a council; “{other}” is its council").format(other=other)
            yield Trouble(path, shown(body.municipality), allowed)


def _keys(known: Known) -> Iterator[Trouble]:
    municipalities = known.scenario.municipalities
    for name, key in sorted(known.scenario.keys.items()):
        yield from unknown_keys(("keys", name, "given"), key.given, _("a municipality"), known.municipalities)
        for size in SIZES:
            for municipality, spec in municipalities.items() if getattr(key, size) else ():
                if size not in spec.model_fields_set:
                    allowed = _("this field is needed, since the key “{key}” weighs by it").format(key=name)
                    yield Trouble(("municipalities", municipality, size), "", allowed)


def _sharing(known: Known) -> Iterator[Trouble]:
    sharing = known.scenario.sharing
    yield from unknown(("sharing", "joint_one_off", "key"), sharing.joint_one_off.key, _("a key"), known.keys)
    if not isinstance(sharing.running, str):
        yield from unknown(("sharing", "running", "key"), sharing.running.key, _("a key"), known.keys)


def _pools(known: Known) -> Iterator[Trouble]:
    calendar = known.scenario.calendar
    whose = _("`joint` or a municipality")
    yield from unknown_keys(("pools",), known.scenario.pools, whose, known.pools)
    everyone = _("`all` or a municipality")
    yield from unknown_keys(("calendar", "closed"), calendar.closed, everyone, known.everyone)
    pools = _("`all`, `joint` or a municipality")
    yield from unknown_keys(("calendar", "capacity"), calendar.capacity, pools, {"all", *known.pools})


def _status_date(known: Known) -> Iterator[Trouble]:
    scenario = known.scenario
    status = scenario.status_date
    period = known.document.get("period")
    if not isinstance(period, dict) or period.get("start") != str(scenario.period.start):
        return  # the period is at fault itself
    if status is not None and not scenario.period.start <= status <= scenario.period.end:
        yield Trouble(("status_date",), shown(str(status)), _("a day of the period"))
