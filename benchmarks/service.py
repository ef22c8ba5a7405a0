"""``python -m benchmarks service``: how fast the service takes runs, and how fast it answers while both cores solve.

The service is started as people start it, in a folder of its own, and asked over sockets from another process. Many
runs are submitted at once, each over a connection of its own: told is the time until the last of them was accepted.
Then two long runs are solved, and the state of one is read again and again, over one connection.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.cases import SCENARIOS
from consolidate import __version__

SETTINGS = {
    "CONSOLIDATE_MAX_WAITING_RUNS": "1000000",
    "CONSOLIDATE_REQUESTS_PER_MINUTE": "1000000",
    "CONSOLIDATE_MAX_RUN_SECONDS": "3600",
}
"""The limits of a programme, raised so that what is measured is the service and not its refusals."""
PATIENCE = 300.0
PAUSE = 0.02
CODE = "import sys; from consolidate.cli import main; sys.argv[0] = 'consolidate'; main()"
Answer = tuple[int, Any]


@dataclass(frozen=True)
class Client:
    """Somebody with a token of the service."""

    host: str
    port: int
    secret: str

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What the service answers; only what went well is wanted."""
        (answer,) = asyncio.run(self.all([(method, path, body)]))
        assert answer[0] < 300, answer
        return answer[1]

    async def all(self, questions: Sequence[tuple[str, str, Any]]) -> list[Answer]:
        """The answers to many questions that are asked at once."""
        return await asyncio.gather(*(self._one(*question) for question in questions))

    async def _one(self, method: str, path: str, body: Any) -> Answer:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        text = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", f"Authorization: Bearer {self.secret}"]
        lines += ["Content-Type: application/json", f"Content-Length: {len(text)}", "Connection: close", "", ""]
        writer.write("\r\n".join(lines).encode() + text)
        await writer.drain()
        found = await reader.read()
        writer.close()
        head, _, rest = found.partition(b"\r\n\r\n")
        return int(head.split()[1]), json.loads(rest or b"null")


def service(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, measure, print what was found."""
    options = parser().parse_args(arguments)
    with served(options.solvers) as client:
        found = {
            "version": __version__,
            "cores": os.cpu_count(),
            "submissions": submissions(client, options.submissions, options.rounds),
            "reads": reads(client, options.reads, options.solvers),
        }
    print(json.dumps(found, indent=1))


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(
        prog="python -m benchmarks service", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument("--submissions", type=int, default=200, metavar="N", help="so many at once")
    found.add_argument("--rounds", type=int, default=3, metavar="N", help="so often")
    found.add_argument("--reads", type=int, default=300, metavar="N", help="of the state of a run")
    found.add_argument("--solvers", type=int, default=2, metavar="N", help="so many runs are solved meanwhile")
    return found


@contextmanager
def served(runs_at_once: int) -> Iterator[Client]:
    """The service in a folder of its own, and its first admin."""
    above = Path(tempfile.mkdtemp(prefix="consolidate-"))
    above.chmod(0o711)  # the user that PostgreSQL runs as must be able to enter it
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONSOLIDATE_")}
    environment |= SETTINGS | {"CONSOLIDATE_DATA_DIR": str(above / "data")}
    call = [sys.executable, "-c", CODE, "serve", "--port", "0", "--no-browser", "--workers", str(runs_at_once)]
    try:
        with (
            (above / "log").open("w", encoding="utf-8") as log,
            subprocess.Popen(call, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as process,
        ):
            try:
                yield _ready(process)
            finally:
                process.terminate()
    finally:
        shutil.rmtree(above)


def _ready(process: subprocess.Popen[str]) -> Client:
    """Whom to ask, once the service has said that it is ready; it tells the token of its first admin before that."""
    assert process.stdout is not None
    secret = ""
    for line in process.stdout:
        word = line.split()[-1]
        if line.startswith("Ready at "):
            host, _, port = word.removeprefix("http://").rpartition(":")
            return Client(host, int(port), secret)
        secret = word
    raise AssertionError("the service has ended before it was ready")


def submissions(client: Client, count: int, rounds: int) -> dict[str, Any]:
    """Many runs submitted at once, several times; those that still wait are cancelled after each time."""
    scenario = _stored(client, "two-towns")
    times, statuses = list[float](), set[int]()
    for _round in range(rounds):
        wanted = [("POST", "/v1/runs", {"scenario": scenario, "options": {"time_limit": 60}})] * count
        begun = time.perf_counter()
        answers = asyncio.run(client.all(wanted))
        times.append(round(time.perf_counter() - begun, 3))
        statuses |= {status for status, _run in answers}
        cancels = [("POST", f"/v1/runs/{run['id']}/cancel", None) for status, run in answers if status == 201]
        asyncio.run(client.all(cancels))
    return {"count": count, "statuses": sorted(statuses), "seconds": times, "median_seconds": median(times)}


def reads(client: Client, count: int, solvers: int) -> dict[str, Any]:
    """The state of a run read again and again while others are solved, each by one thread."""
    scenario = _stored(client, "merger")
    wanted = {"scenario": scenario, "options": {"time_limit": 3600, "workers": 1}}
    runs = [client.ask("POST", "/v1/runs", wanted)["id"] for _run in range(solvers)]
    until = time.monotonic() + PATIENCE
    while any(client.ask("GET", f"/v1/runs/{run}")["objective"] is None for run in runs):
        assert time.monotonic() < until, "no run has found a plan"
        time.sleep(1)
    idle = _idle_seconds()
    begun = time.perf_counter()
    times = _timed_reads(client, f"/v1/runs/{runs[0]}", count)
    busy = 1 - (_idle_seconds() - idle) / (time.perf_counter() - begun) / (os.cpu_count() or 1)
    for run in runs:
        client.ask("POST", f"/v1/runs/{run}/cancel")
    return {
        "count": count,
        "solvers": solvers,
        "busy_percent": round(100 * busy),
        "median_ms": round(1000 * median(times), 1),
        "p95_ms": round(1000 * quantiles(times, n=20)[-1], 1),
        "most_ms": round(1000 * max(times), 1),
    }


def _timed_reads(client: Client, path: str, count: int) -> list[float]:
    """Seconds that each read took, over one connection, with a pause in between."""
    connection = http.client.HTTPConnection(client.host, client.port, timeout=PATIENCE)
    times = list[float]()
    for _read in range(count):
        begun = time.perf_counter()
        connection.request("GET", path, headers={"Authorization": f"Bearer {client.secret}"})
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - begun)
        assert answer.status == 200
        time.sleep(PAUSE)
    connection.close()
    return times


def _idle_seconds() -> float:
    """For how long the cores of this machine have had nothing to do, all together."""
    return float(Path("/proc/uptime").read_text(encoding="ascii").split()[1])


def _stored(client: Client, name: str) -> str:
    """The id of a new scenario that is one of those that come with the program."""
    document = json.loads((SCENARIOS / f"{name}.json").read_text(encoding="utf-8"))
    return str(client.ask("POST", "/v1/scenarios", document)["scenario"])
