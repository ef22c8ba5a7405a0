"""A first plan through the service itself, for those who try it: by the same requests as anybody else's."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from uuid import UUID

import structlog

from consolidate.analysis.proof import outcome_text, whole_text
from consolidate.cli.console import visible
from consolidate.client import Client, Options, RunEvent
from consolidate.errors import ConsolidateError
from consolidate.files import read_whole
from consolidate.plan.outcome import Outcome
from consolidate.scenario.document import Scenario
from consolidate.scenario.identity import scenario_hash
from consolidate.scenario.read import read_scenario
from consolidate.scenario.strict_json import MAX_BYTES
from consolidate.text import _
from consolidate_api.auth.caller import operator
from consolidate_api.auth.roles import Role
from consolidate_api.database.embedded import Embedded, make_folder
from consolidate_api.opening import found, opened
from consolidate_api.settings import PREFIX, Settings
from consolidate_api.store import tokens
from consolidate_api.store.programmes import new_secret_in

HERE = Path("build") / "service"
LOG = "service.log"
NAME = "first plan"
LINES = 60
"""The first page of a report."""
SECONDS_BETWEEN, SECONDS_SILENT = 3.0, 15.0

Tell = Callable[[str], None]

_log = structlog.stdlib.get_logger("consolidate.first")


def first_folder(settings: Settings) -> Settings:
    """The settings; where they name neither data folder nor database, with a folder that is used for trying alone.

    It lies here, or, if no server can run there (PostgreSQL does not run as root, and its own user may not enter a
    closed home), beside where the system keeps the data of services.
    """
    if settings.database_url is not None or "data_dir" in settings.model_fields_set:
        return settings
    here, there = HERE.resolve(), settings.data_dir.with_name(f"{settings.data_dir.name}-first")
    return settings.model_copy(update={"data_dir": here if _usable(here) else there})


def _usable(folder: Path) -> bool:
    try:
        return not Embedded(folder).faults()
    except OSError:
        return False


def first_log(settings: Settings) -> TextIO | None:
    """A log in the data folder, so that the terminal is free for the plan; None where there is no such folder."""
    if settings.database_url is not None:
        return None
    make_folder(settings.data_dir)
    handle = os.open(settings.data_dir / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return os.fdopen(handle, "a", encoding="utf-8")


def read_first(settings: Settings, file: Path, seconds: float) -> First:
    """What is to be planned first.

    Raises:
        FaultyDocument: the scenario is wrong in itself; every fault at once.
        UnknownName: there is no such file.
    """
    return First(settings, file.stem, read_whole(file, MAX_BYTES), read_scenario(file), seconds)


@dataclass(frozen=True)
class First:
    """A scenario that is planned as soon as the service takes requests."""

    settings: Settings
    name: str
    raw: bytes
    scenario: Scenario
    seconds: float

    def show(self, address: str, tell: Tell) -> None:
        """Store the scenario unless it is there, plan it, tell how far it comes; whatever happens, serving goes on."""
        try:
            with self._token() as secret, Client(address, secret, allow_clear=True) as client:  # on this machine
                self._show(client, tell)
        except ConsolidateError as error:
            tell(_("The first plan failed: {reason}").format(reason=error))
        except Exception:
            _log.exception("failed")
            tell(_("The first plan failed, by a fault of the program; the log says more."))
        tell(_("Serving at {address} until Ctrl-C.").format(address=address))

    def _show(self, client: Client, tell: Tell) -> None:
        scenario, version = self._stored(client)
        options = Options(time_limit=self.seconds)
        run = client.runs.submit(scenario, version=version, options=options)
        tell(_("Planning “{name}” for {seconds:g} seconds.").format(name=self._name(), seconds=self.seconds))
        progress = Progress(tell)
        for event in client.runs.follow(run.id):
            progress.hear(event)
        ended = client.runs.read(run.id)
        tell(outcome_text(ended.outcome or Outcome.FAILED))
        if ended.reason:
            tell(visible(ended.reason))
        if ended.objective is None:
            return
        tell("\n".join(client.runs.report(run.id).splitlines()[:LINES]))
        tell("…\n\n" + _("The whole report: {address}").format(address=f"{client.url}/v1/runs/{run.id}/report"))
        command = f"{PREFIX}DATA_DIR={self.settings.data_dir} consolidate token --name NAME --role viewer"
        tell(_("It needs a token: `{command}`.").format(command=command))

    def _name(self) -> str:
        return visible(self.scenario.name or self.name)

    def _stored(self, client: Client) -> tuple[UUID, int]:
        """The scenario's version of this document; stored now, unless it is there already."""
        hash_ = scenario_hash(self.scenario)
        for scenario in client.scenarios.list(name=self._name()):
            for version in client.scenarios.versions(scenario.id):
                if version.hash == hash_:
                    return version.scenario, version.number
        made = client.scenarios.create(self.raw, name=self._name(), why=NAME)
        return made.scenario, made.number

    @contextmanager
    def _token(self) -> Iterator[str]:
        """The secret of a planner's token, made on the machine itself, and ended when it is no longer needed."""
        with found(self.settings) as addresses, opened(self.settings, addresses) as database:
            secret = new_secret_in(database, self.settings.programme, NAME, Role.PLANNER, days=1)
            try:
                yield secret
            finally:
                caller = tokens.known(database, secret)
                if caller is not None and caller.token is not None:
                    with database.tenant(caller.tenant) as session:
                        tokens.revoke(session, operator(caller.tenant), caller.token)


class Progress:
    """Tells of better plans, a line every few seconds at most, and now and then how far it is where there is none."""

    def __init__(self, tell: Tell, clock: Callable[[], float] = time.monotonic) -> None:
        self._tell, self._clock = tell, clock
        self._told_at = clock() - SECONDS_SILENT
        self._best: str | None = None

    def hear(self, event: RunEvent) -> None:
        """Take in how far the run has come."""
        now = self._clock()
        silent = now - self._told_at
        if silent < SECONDS_BETWEEN or (event.best == self._best and silent < SECONDS_SILENT):
            return
        self._told_at, self._best = now, event.best
        self._tell(progress_text(event))


def progress_text(event: RunEvent) -> str:
    """How far a run has come, in a line."""
    seconds = f"{event.seconds:.0f}"
    if event.best is None:
        return _("{seconds} s: no plan yet").format(seconds=seconds)
    if event.bound is None or event.gap is None:
        return _("{seconds} s: a plan costs {best}").format(seconds=seconds, best=whole_text(event.best))
    told = _("{seconds} s: a plan costs {best}, no plan costs less than {bound} ({percent:.1f} % apart)")
    percent = event.gap.percent_of_gross or 0.0
    return told.format(seconds=seconds, best=whole_text(event.best), bound=whole_text(event.bound), percent=percent)
