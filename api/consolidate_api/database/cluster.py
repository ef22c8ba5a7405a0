"""A PostgreSQL cluster in a folder, by PostgreSQL's own programs: make it, start it, ask for it, stop it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from consolidate.errors import Fault
from consolidate.text import _
from consolidate_api.database.passwords import write_secret
from consolidate_api.database.programs import ServerFailed, installed_packages, open_to_all, programs, system_user

ADMINISTRATOR = "postgres"
PORT = 5432
MARK = "postmaster.pid"
"""Where PostgreSQL writes down the number of the process that serves from the folder."""
SOCKET = f".s.PGSQL.{PORT}"
MOST_SOCKET_BYTES = 103
"""The longest path of a socket that Linux and macOS both take."""

SECONDS_TO_START = 180
SECONDS_TO_STOP = 60
SETTINGS = {
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
}
"""Of a new cluster: a week of logs, each day over that of the week before."""


class Cluster:
    """A PostgreSQL cluster in a folder; it listens on a socket in that folder, and on no network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._user = system_user()

    def faults(self) -> list[Fault]:
        """Why no server can run in this folder, if so."""
        found = []
        home, most = self.folder.parent, MOST_SOCKET_BYTES - len(f"/{self.folder.name}/{SOCKET}")
        if len(os.fsencode(home)) > most:
            found.append(Fault("", str(home), _("a path of at most {most} bytes").format(most=most)))
        if self._user is not None:
            allowed = _("a folder that every user may enter, since PostgreSQL does not run as root")
            found += [Fault("", str(path), allowed) for path in self.folder.parents if not open_to_all(path)]
        return found

    def make(self, password: str) -> None:
        """Make the cluster with its administrator's password, unless it is there; it is never there by half."""
        if self.folder.exists():
            return
        part, secret = self.folder.with_suffix(".part"), self.folder.with_suffix(".secret")
        shutil.rmtree(part, ignore_errors=True)
        secret.unlink(missing_ok=True)
        part.mkdir(mode=0o700)
        write_secret(secret, password)
        self._give_away(part, secret)
        self._initdb(part, secret)
        secret.unlink()
        part.rename(self.folder)

    def start(self) -> None:
        """Start the server and wait until it answers; one that runs already is left alone.

        Raises:
            ServerFailed: it does not start; its log, in its folder, says more.
        """
        self._forget()
        if self.running():
            return
        options = shlex.join(["-k", str(self.folder), "-p", str(PORT), "-c", "listen_addresses="])
        log = str(self.folder / "start.log")
        self._run(
            "pg_ctl", "start", "-w", "-t", str(SECONDS_TO_START), "-D", str(self.folder), "-l", log, "-o", options
        )

    def running(self) -> bool:
        """Whether the server runs, or is about to."""
        if not self.folder.exists():
            return False
        try:
            self._run("pg_ctl", "status", "-D", str(self.folder))
        except ServerFailed:
            return False
        return True

    def stop(self) -> None:
        """Stop the server: open transactions are rolled back, everything committed is on the disk."""
        if self.running():
            wait = str(SECONDS_TO_STOP)
            self._run("pg_ctl", "stop", "-m", "fast", "-w", "-t", wait, "-D", str(self.folder))

    def address(self, role: str, password: str, database: str) -> str:
        """The address of one of its databases for a role; passwords here are safe inside an address."""
        return f"postgresql://{role}:{password}@/{database}?host={self.folder}&port={PORT}"

    def _initdb(self, folder: Path, secret: Path) -> None:
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        settings = [f"--set={name}={value}" for name, value in SETTINGS.items()]
        who = (f"--username={ADMINISTRATOR}", "--auth=scram-sha-256", f"--pwfile={secret}")
        self._run("initdb", "-D", str(folder), *who, *locale, *settings)

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs, as the user that it runs as.

        What it says goes to a file: a pipe would stay open as long as the server that it started.
        """
        who: dict[str, Any] = {}
        if self._user is not None:
            who = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}
        with tempfile.TemporaryFile() as said:
            call = [str(programs(installed_packages(), self.folder.parent) / program), *arguments]
            ended = subprocess.run(
                call,
                check=False,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,  # Ctrl-C is for whoever waits for it
                **who,
            )
            if ended.returncode:
                said.seek(0)
                raise ServerFailed(f"{program}: {said.read().decode(errors='replace').strip()}")

    def _forget(self) -> None:
        """Remove the mark of a server that is no more, where its number is by now that of another process.

        PostgreSQL sees to all other cases itself. Here it would refuse to start: numbers come again soon in containers,
        and a process that nobody has taken leave of keeps its own.
        """
        mark = self.folder / MARK
        try:
            number = int(mark.read_text(encoding="utf-8").split()[0])
            call = Path(f"/proc/{number}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return
        if os.fsencode(self.folder) not in call:
            mark.unlink(missing_ok=True)

    def _give_away(self, *paths: Path) -> None:
        """Make the user that PostgreSQL runs as the owner of these."""
        if self._user is not None:
            for path in paths:
                os.chown(path, self._user.pw_uid, self._user.pw_gid)
