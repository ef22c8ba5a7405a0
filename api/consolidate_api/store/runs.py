"""Runs, as those see them who ask for them: submitted once for each key, found, followed, cancelled."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, func, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, undefer

from consolidate.errors import ConsolidateError, UnknownName
from consolidate.plan.outcome import Outcome
from consolidate.scenario.read import parse_scenario
from consolidate.study.questions import Matter, read_question
from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.store.audit import entry_of, record
from consolidate_api.store.errors import Missing
from consolidate_api.store.notices import run_ended
from consolidate_api.store.pages import Order, Page, Wanted, only, page
from consolidate_api.store.queue import job_of
from consolidate_api.store.tables import PLAN, Run, ScenarioVersion
from consolidate_api.store.turns import turn_name

CREATED = Order(Run.created_at, Run.id)
ENDED, QUEUED = "ended", "queued"
TURN = "queue"
FULL = "CN001"
"""By this code the database says that as many runs wait as may."""


class Full(ConsolidateError):
    """As many runs wait as may."""


class KeyUsed(ConsolidateError):
    """The key stands for a run that was asked for in other words."""


@dataclass(frozen=True)
class Wish:
    """A run that somebody wants; without a version, of the newest.

    ``question``: that of a study, None where a plan is wanted; ``begin``: the plan document to begin with. ``key`` is
    theirs, and the same key never makes two runs; ``hash`` is of all that they asked for.
    """

    scenario: UUID
    version: int | None
    alternative: str | None
    options: dict[str, Any]
    priority: int
    key: str | None = None
    hash: str | None = None
    question: dict[str, Any] | None = None
    begin: dict[str, Any] | None = None

    @property
    def kind(self) -> str:
        """What the run is to find."""
        return PLAN if self.question is None else str(self.question["kind"])

    @property
    def start(self) -> UUID | None:
        """The run whose plan is where this one is to begin."""
        found = self.options.get("start_run")
        return None if found is None else UUID(found)

    @property
    def names(self) -> bool:
        """Whether it names something that may not be there, beside its scenario and version."""
        return not (self.question is None and self.alternative is None and self.start is None)


@dataclass(frozen=True)
class Filter:
    """Which runs are wanted; None stands for any."""

    state: str | None = None
    outcome: str | None = None
    scenario: UUID | None = None
    kind: str | None = None


def submit(session: Session, caller: Caller, wish: Wish, most: int) -> tuple[Run, bool]:
    """The run that somebody wants, in the queue; and whether it is new, and not the one of the same key.

    ``most``: how many runs of the programme may wait.

    Raises:
        KeyUsed: the key stands for another wish.
        Full: so many wait already.
        Missing: there is no such scenario or version.
        FaultyDocument: the question makes something of the scenario that is wrong in itself.
        UnknownName: there is no such alternative, no such plan to begin with, or the question names what is not there.
    """
    if earlier := _of_key(session, wish):
        return earlier, False
    if wish.question is not None and session.execute(_WAITING).scalar_one() >= most:  # it may take a second to judge
        raise _full(most)
    if wish.names:
        version = _version(session, wish)
        _refuse_unknown(session, wish, version)
        wish = replace(wish, version=version.number)
    made = _submitted(session, caller, wish, most)
    if made is not None:
        return made, True
    earlier = _of_key(session, wish)
    if earlier is None:
        raise Missing
    return earlier, False  # somebody with the same key was quicker


def _submitted(session: Session, caller: Caller, wish: Wish, most: int) -> Run | None:
    """The run as it was put into the queue; None where there is no such version, or one of the same key.

    With one question, since each way to the database costs as much as all that is done there.
    """
    run = uuid4()
    about = {"scenario": wish.scenario, "kind": wish.kind}
    given = {
        "wanted": _json(_row(caller, wish, run)),
        "job": _json(job_of(caller.tenant, run, 0, wish.priority)),
        "entry": _json(entry_of(caller, "run.create", f"/runs/{run}", **about)),
        "turn": turn_name(caller.tenant, TURN),
        "most": most,
    }
    try:
        made: Run | None = session.scalar(_SUBMIT, given)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != FULL:
            raise
        raise _full(most) from None
    return made


def _full(most: int) -> Full:
    return Full(_("at most {most} runs may wait").format(most=most))


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, default=str)


def _of_key(session: Session, wish: Wish) -> Run | None:
    if wish.key is None:
        return None
    found = session.scalar(select(Run).where(Run.idempotency_key == wish.key))
    if found is not None and found.request_hash != wish.hash:
        raise KeyUsed(_("this key stands for another run, asked for in other words"))
    return found


def _version(session: Session, wish: Wish) -> ScenarioVersion:
    if wish.version is None:
        found = session.scalar(_NEWEST, {"scenario": wish.scenario})
    else:
        found = session.scalar(_NUMBERED, {"scenario": wish.scenario, "number": wish.version})
    if found is None:
        raise Missing
    return found


def _refuse_unknown(session: Session, wish: Wish, version: ScenarioVersion) -> None:
    """Names are looked up now: a run that cannot begin is refused, and not queued to fail."""
    if wish.question is not None:
        _judge(wish.question, Matter(version.document, wish.alternative))
    elif wish.alternative is not None:
        parse_scenario(version.document, wish.alternative)
    if wish.start is not None and session.scalar(select(Run.plan.is_not(None)).where(Run.id == wish.start)) is not True:
        raise UnknownName(_("{run}: no run with a plan to begin with").format(run=wish.start))


def _judge(question: dict[str, Any], matter: Matter) -> None:
    from consolidate.study.answers import judge  # noqa: PLC0415 (a second to load, and memory, for studies alone)

    judge(read_question(question, ("question",)), matter)


def _row(caller: Caller, wish: Wish, run: UUID) -> dict[str, Any]:
    """What is given of the row of a new run."""
    return {
        "tenant": caller.tenant,
        "id": run,
        "scenario": wish.scenario,
        "version": wish.version,
        "alternative": wish.alternative,
        "kind": wish.kind,
        "question": wish.question,
        "start": wish.begin,
        "options": wish.options,
        "priority": wish.priority,
        "idempotency_key": wish.key,
        "request_hash": wish.hash,
        "author": caller.name,
    }


_RUN = select(Run).where(Run.id == bindparam("key"))
_RUN_WITH_FOUND = _RUN.options(undefer(Run.plan), undefer(Run.study))
_SHOWN = ", ".join(part.key for part in inspect(Run).column_attrs if not part.deferred)
_SUBMIT = select(Run).from_statement(
    text(
        f"SELECT {_SHOWN} FROM consolidate_submit(CAST(:wanted AS json), CAST(:job AS jsonb), CAST(:entry AS jsonb), "
        ":turn, :most)"
    )
)
"""Gives nothing where the key is there already. These are made once, since many may ask at once."""
_WAITING = select(func.count()).select_from(Run).where(Run.state == QUEUED)
_NUMBERED = select(ScenarioVersion).where(
    ScenarioVersion.scenario == bindparam("scenario"), ScenarioVersion.number == bindparam("number")
)
_NEWEST = (
    select(ScenarioVersion)
    .where(ScenarioVersion.scenario == bindparam("scenario"))
    .order_by(ScenarioVersion.number.desc())
    .limit(1)
)


def run(session: Session, key: UUID, *, with_found: bool = False) -> Run:
    """A run; with its plan or study if that is wanted.

    Raises:
        Missing: there is no such run.
    """
    found = session.scalar(_RUN_WITH_FOUND if with_found else _RUN, {"key": key})
    if found is None:
        raise Missing
    return found


def listed(session: Session, wanted: Wanted, which: Filter) -> Page[Run]:
    """A page of runs, without their plans; ``wanted.sort`` is ``created`` or ``-created``."""
    state, outcome = (Run.state, which.state), (Run.outcome, which.outcome)
    query = only(select(Run), state, outcome, (Run.scenario, which.scenario), (Run.kind, which.kind))
    return page(session, query, CREATED, wanted)


def cancel(session: Session, caller: Caller, key: UUID) -> Run:
    """Let a run end with the best plan so far: at once while it waits, else as soon as its worker hears of it.

    A run that has ended already stays as it is.

    Raises:
        Missing: there is no such run.
    """
    found = session.scalar(select(Run).where(Run.id == key).with_for_update())
    if found is None:
        raise Missing
    if found.state == ENDED or found.cancel_requested_at is not None:
        return found
    found.cancel_requested_at = func.now()
    if found.state == QUEUED:
        found.state, found.outcome, found.ended_at = ENDED, Outcome.CANCELLED, func.now()
        session.flush()
        run_ended(session, caller.tenant, key)
    record(session, caller, "run.cancel", f"/runs/{key}")
    session.flush()
    session.refresh(found)
    return found
