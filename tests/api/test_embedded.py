"""The embedded server: closed to everybody else, there again after a crash, and one service for each folder."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest

from consolidate.errors import FaultyDocument, UnknownName
from consolidate_api.database.cluster import Cluster
from consolidate_api.database.embedded import Addresses, Embedded, serving, visited
from consolidate_api.database.programs import (
    LIBRARIES,
    PROGRAMS,
    WHEEL,
    installed_packages,
    programs,
    system_user,
)


def answers(address: str) -> bool:
    with psycopg.connect(address) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_both_roles_reach_the_database(addresses: Addresses) -> None:
    assert addresses.owner is not None
    assert answers(addresses.app)
    assert answers(addresses.owner)


def test_a_wrong_password_reaches_nothing(addresses: Addresses) -> None:
    role, rest = addresses.app.split(":", 2)[1:]
    wrong = f"postgresql:{role}:wrong@{rest.split('@', 1)[1]}"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


@pytest.mark.usefixtures("addresses")
def test_passwords_and_data_are_closed_to_others(data_dir: Path) -> None:
    for path in (data_dir / "passwords.json", data_dir / "postgres"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert list(data_dir.glob("*.secret")) == []


def test_no_network_reaches_it(addresses: Addresses) -> None:
    with psycopg.connect(addresses.app) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_second_service_in_the_folder_is_refused(data_dir: Path, addresses: Addresses) -> None:
    with pytest.raises(UnknownName, match="runs already"), serving(data_dir):
        pass
    assert answers(addresses.app)


def test_a_command_joins_the_server_that_runs(data_dir: Path, addresses: Addresses) -> None:
    with visited(data_dir) as joined:
        assert joined == addresses
    assert answers(addresses.app)


def test_a_path_too_long_for_a_socket_is_told(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 100)
    with pytest.raises(FaultyDocument) as error:
        Embedded(folder).start()
    assert any("at most 80 bytes" in str(fault) for fault in error.value.faults)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands PostgreSQL to another user")
def test_a_folder_closed_to_the_user_of_postgresql_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert str(tmp_path) in {fault.value for fault in Cluster(tmp_path / "postgres").faults()}


@pytest.mark.slow
def test_it_comes_back_after_a_crash_with_all_that_was_committed(data_dir: Path) -> None:
    folder = data_dir.parent / "crash"
    with serving(folder) as server:
        owner = server.addresses().owner
        assert owner is not None
        with psycopg.connect(owner) as connection:
            connection.execute("CREATE TABLE kept (number int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        os.kill(int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
        while server.running():
            pass
        server.start()
        with psycopg.connect(owner) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    assert not server.running()
    with visited(folder) as again:
        assert answers(again.app)
    assert not server.running()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands PostgreSQL to another user")
def test_programs_that_its_user_cannot_reach_are_copied_once(tmp_path: Path, data_dir: Path) -> None:
    tmp_path.chmod(0o700)
    there, home = installed_packages(), data_dir.parent / "copies"
    assert programs(there, home) == there / WHEEL / PROGRAMS / "bin"
    for part in (Path(WHEEL) / PROGRAMS, Path(LIBRARIES)):
        shutil.copytree(there / part, tmp_path / part)
    for path in tmp_path.rglob("*"):
        path.chmod(path.stat().st_mode & ~0o077)
    copied = programs(tmp_path, home)
    assert copied.is_relative_to(home)
    user = system_user()
    assert user is not None
    for program in ("postgres", "initdb", "pg_ctl", "pg_dump"):
        subprocess.run([copied / program, "--version"], user=user.pw_uid, check=True, capture_output=True)
    before = copied.stat()
    assert programs(tmp_path, home) == copied
    assert copied.stat() == before
