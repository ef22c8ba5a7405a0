"""Backups: whole or not at all, of all programmes, and put back so that work goes on where it was."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import typer
from psycopg import sql
from sqlalchemy import make_url, text
from starlette.testclient import TestClient
from typer.testing import CliRunner

from consolidate.errors import ConsolidateError, FaultyDocument, UnknownName
from consolidate_api import backups, keeping
from consolidate_api.app import create_app
from consolidate_api.auth.roles import Role
from consolidate_api.backups import back_up, restore
from consolidate_api.database import dumps
from consolidate_api.database.dumps import contents, dump, written_whole
from consolidate_api.database.embedded import Addresses, Embedded, serving
from consolidate_api.database.engine import Database, plain
from consolidate_api.database.migrate import newest
from consolidate_api.database.programs import ServerFailed
from consolidate_api.database.restoring import counted
from consolidate_api.settings import Settings
from consolidate_api.supervising.serve import _environment
from tests.api.conftest import Office
from tests.api.runs import PLACE, jobs, scenario, submitted
from tests.api.spare import OLD_TABLES, SECRET, filled_at_0002, migrated_to, rows, spare
from tests.api.test_runs import PLAN, ended


def of(addresses: Addresses, **more: Any) -> Settings:
    """Settings for a server of one's own."""
    return Settings(database_url=addresses.app, owner_url=addresses.owner, **more)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "all.backup"


@pytest.fixture
def made(data_dir: Path, addresses: Addresses, file: Path) -> Path:
    """A backup of what all tests have left."""
    del addresses  # it is the server of this folder
    back_up(Settings(data_dir=data_dir), file)
    return file


# --- there and back ---------------------------------------------------------------------------------------


def test_work_goes_on_where_it_was(
    office: Office, database: Database, data_dir: Path, addresses: Addresses, file: Path
) -> None:
    towns = scenario(office)
    done, waiting = (submitted(office, towns)["id"] for _time in range(2))
    ended(database, office, done)
    held = back_up(Settings(data_dir=data_dir), file)
    submitted(office, towns)
    there = spare(data_dir)[1]
    assert restore(of(there), file, replace=False) == held
    other = Database(there.app)
    with TestClient(create_app(Settings(), other)) as client:
        again = Office(client, office.tenant, office.secrets)
        assert client.get("/ready").status_code == 200
        assert again.ask("GET", f"{PLACE}/{done}/plan", Role.VIEWER).json() == PLAN
        assert [one["id"] for one in again.ask("GET", PLACE).json()["items"]] == [waiting, done]
        actions = [one["action"] for one in again.ask("GET", "/v1/audit", params={"sort": "-at"}).json()["items"]]
        assert actions[:2] == ["run.create", "run.create"]
        assert again.ask("GET", f"/v1/scenarios/{towns}", Role.VIEWER).status_code == 200
        assert jobs(other, waiting) == jobs(database, waiting)
        submitted(again, towns)
        assert again.ask("POST", f"{PLACE}/{waiting}/cancel").json()["outcome"] == "cancelled"
    with pytest.raises(psycopg.errors.InsufficientPrivilege), psycopg.connect(there.app) as connection:
        connection.execute("DELETE FROM audit")
    other.close()
    assert addresses.owner is not None
    assert counted(addresses.owner)["runs"] > held.rows["runs"]


def test_a_backup_holds_the_rows_of_all_programmes_and_only_its_owner_can_read_it(
    office: Office, addresses: Addresses, data_dir: Path, file: Path
) -> None:
    scenario(office)
    held = back_up(Settings(data_dir=data_dir), file)
    assert addresses.owner is not None
    assert held.rows == counted(addresses.owner)
    assert held.rows["programmes"] >= 1
    assert held.level == newest()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert contents(file) == held


def test_tables_of_long_ago_are_brought_up_to_date(addresses: Addresses, data_dir: Path, file: Path) -> None:
    del addresses  # it is the server of these
    (name, old), new = spare(data_dir), spare(data_dir)[1]
    migrated_to(old, "0002")
    tenant = filled_at_0002(old)
    dump(Embedded(data_dir).administrator(name), file)
    held = restore(of(new), file, replace=False)
    assert held.level == "0002"
    before, after = rows(old, tenant), rows(new, tenant)
    for table in OLD_TABLES:
        names = before[table][0].keys()
        kept = [{name: one[name] for name in names} for one in after[table]]
        assert sorted(kept, key=str) == before[table], table
    database = Database(new.app)
    with TestClient(create_app(Settings(), database)) as client:
        shown = client.get(PLACE, headers={"Authorization": f"Bearer {SECRET}"}).json()["items"]
        assert sorted(run["state"] for run in shown) == ["ended", "queued", "running"]
    database.close()


def test_a_role_that_sees_all_makes_it_on_a_server_of_ones_own(
    addresses: Addresses, data_dir: Path, file: Path
) -> None:
    made_up = "hidden-" + os.urandom(8).hex()
    create = sql.SQL("CREATE ROLE keeper LOGIN BYPASSRLS PASSWORD {} IN ROLE pg_read_all_data").format(
        sql.Literal(made_up)
    )
    with psycopg.connect(Embedded(data_dir).administrator()) as connection:
        connection.execute("DROP ROLE IF EXISTS keeper")
        connection.execute(create)
    keeper = make_url(addresses.app).set(username="keeper", password=made_up).render_as_string(hide_password=False)
    assert addresses.owner is not None
    assert back_up(of(addresses, backup_url=keeper), file).rows == counted(addresses.owner)


def test_a_role_that_policies_bind_is_refused(addresses: Addresses, file: Path) -> None:
    with pytest.raises(FaultyDocument, match="BYPASSRLS") as error:
        back_up(of(addresses), file)
    assert [fault.path for fault in error.value.faults] == ["CONSOLIDATE_BACKUP_URL"]
    with pytest.raises(UnknownName, match="CONSOLIDATE_BACKUP_URL"):
        back_up(Settings(database_url=addresses.app), file)
    assert not file.exists()


def test_roles_of_the_service_are_not_told_who_sees_all(addresses: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = of(addresses)
    for name in ("OWNER_URL", "BACKUP_URL", "PROGRAMME"):
        monkeypatch.setenv(f"CONSOLIDATE_{name}", "ours")
    told = _environment(settings, addresses, "")
    assert [name for name, value in told.items() if value == "ours"] == ["CONSOLIDATE_PROGRAMME"]


def test_no_password_is_on_a_command_line(addresses: Addresses, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[list[str], dict[str, str]]] = []

    def run(call: list[str], *, env: dict[str, str], **_more: Any) -> subprocess.CompletedProcess[bytes]:
        calls.append((call, env))
        return subprocess.CompletedProcess(call, 0, b"", b"")

    monkeypatch.setattr(subprocess, "run", run)
    dump(addresses.app, file)
    dumps.load(file, addresses.app)
    password = make_url(addresses.app).password
    assert password
    assert len(calls) == 2
    for call, environment in calls:
        assert password not in " ".join(call)
        assert environment["PGPASSWORD"] == password


def test_nothing_is_made_of_a_folder_in_which_nothing_is(tmp_path: Path, file: Path) -> None:
    with pytest.raises(UnknownName, match="nothing in it yet"):
        back_up(Settings(data_dir=tmp_path / "data"), file)
    assert not (tmp_path / "data").exists()


def test_the_commands_tell_what_was_kept_and_put_back(
    data_dir: Path, addresses: Addresses, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del addresses  # it is the server of these
    commands = typer.Typer()
    commands.command()(keeping.backup)
    commands.command()(keeping.restore)
    monkeypatch.setenv("CONSOLIDATE_DATA_DIR", str(data_dir))
    told = CliRunner().invoke(commands, ["backup", str(file)], catch_exceptions=False).stdout
    held = contents(file)
    in_it = f"{sum(held.rows.values()):,} rows of {len(held.rows)} tables, as of migration {newest()}"
    assert re.fullmatch(rf"{re.escape(str(file))}: [\d.,]+ MB, {in_it}\n", told), told
    there = spare(data_dir)[1]
    assert there.owner is not None
    monkeypatch.setenv("CONSOLIDATE_DATABASE_URL", there.app)
    monkeypatch.setenv("CONSOLIDATE_OWNER_URL", there.owner)
    told = CliRunner().invoke(commands, ["restore", str(file)], catch_exceptions=False).stdout
    assert told == f"{file}: put back, {in_it}\n"
    with pytest.raises(UnknownName, match="no such folder"):
        keeping.backup(file.parent / "none" / "all.backup")


# --- files ------------------------------------------------------------------------------------------------


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def spoil(file: Path) -> None:
    """Change one byte: of the names and statements that it begins with, which nothing in the format protects."""
    body = bytearray(file.read_bytes())
    body[len(body) // 4] ^= 0x01
    file.write_bytes(body)


def spoil_rows(file: Path) -> None:
    body = bytearray(file.read_bytes())
    body[len(body) * 9 // 10] ^= 0xFF
    file.write_bytes(body)


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def other(file: Path) -> None:
    file.write_text('{"format": "consolidate/scenario/1"}', encoding="utf-8")


@pytest.mark.parametrize("change", [cut, spoil, spoil_rows, emptied, other, Path.unlink])
def test_what_is_no_whole_backup_is_refused_before_anything_is_touched(
    made: Path, data_dir: Path, change: Callable[[Path], None]
) -> None:
    change(made)
    there = spare(data_dir)[1]
    with pytest.raises(UnknownName, match=made.name):
        restore(of(there), made, replace=False)
    assert there.owner is not None
    assert counted(there.owner) == {}


def test_a_dump_of_something_else_is_refused(addresses: Addresses, data_dir: Path, file: Path) -> None:
    del addresses  # it is the server of this folder
    dump(Embedded(data_dir).administrator("postgres"), file)
    with pytest.raises(UnknownName, match="it holds other tables"):
        contents(file)


def test_tables_of_a_later_version_are_refused(addresses: Addresses, data_dir: Path, file: Path) -> None:
    del addresses  # it is the server of these
    name, later = spare(data_dir)
    migrated_to(later, "head")
    assert later.owner is not None
    with psycopg.connect(later.owner) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    dump(Embedded(data_dir).administrator(name), file)
    with pytest.raises(UnknownName, match="another version of this program, whose migration 9999"):
        restore(of(spare(data_dir)[1]), file, replace=False)


@pytest.mark.slow
def test_a_full_disk_leaves_the_earlier_backup(data_dir: Path, addresses: Addresses, tmp_path: Path) -> None:
    del addresses  # it is the server of this folder
    file = tmp_path / "all.backup"
    file.write_text("the earlier one", encoding="utf-8")
    code = """
import resource, sys
from pathlib import Path
from consolidate_api.keeping import backup
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
backup(Path(sys.argv[1]))
"""
    environment = os.environ | {"CONSOLIDATE_DATA_DIR": str(data_dir), "PYTHONDONTWRITEBYTECODE": "1"}
    call = [sys.executable, "-c", code, str(file)]
    failed = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)
    assert failed.returncode != 0
    assert "ServerFailed: pg_dump:" in failed.stderr
    assert file.read_text(encoding="utf-8") == "the earlier one"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    with written_whole(file) as part:
        part.write_text("first", encoding="utf-8")
        assert not file.exists()
    with pytest.raises(ZeroDivisionError):
        written_by_half(file)
    assert file.read_text(encoding="utf-8") == "first"
    assert list(tmp_path.iterdir()) == [file]
    with pytest.raises(UnknownName, match="not a file"), written_whole(Path(os.devnull)):
        pass


def written_by_half(file: Path) -> None:
    with written_whole(file) as part:
        part.write_text("sec", encoding="utf-8")
        raise ZeroDivisionError


# --- into what it is put ----------------------------------------------------------------------------------


def test_it_is_put_into_no_database_that_is_used_or_filled(
    made: Path, database: Database, data_dir: Path, addresses: Addresses
) -> None:
    with database.nobody() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(UnknownName, match="others are connected"):
            restore(of(addresses), made, replace=False)
    there = spare(data_dir)[1]
    restore(of(there), made, replace=False)
    with pytest.raises(UnknownName, match="make an empty one"):
        restore(of(there), made, replace=False)
    with pytest.raises(UnknownName, match="make an empty one"):
        restore(of(there), made, replace=True)
    with pytest.raises(UnknownName, match="CONSOLIDATE_OWNER_URL"):
        restore(Settings(database_url=there.app), made, replace=False)


def test_it_is_not_put_back_while_the_service_runs(made: Path, data_dir: Path) -> None:
    for replace in (False, True):
        with pytest.raises(UnknownName, match="the service runs already"):
            restore(Settings(data_dir=data_dir), made, replace=replace)


def test_rows_that_are_missing_afterwards_are_told(made: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = contents(made)
    held.rows["runs"] += 1
    monkeypatch.setattr(backups, "contents", lambda _file: held)
    with pytest.raises(ServerFailed, match="not all rows are there again: runs"):
        restore(of(spare(data_dir)[1]), made, replace=False)


@pytest.mark.slow
def test_in_the_data_folder_it_takes_the_place_of_what_was_there(
    office: Office, made: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = data_dir.parent / "restored"
    settings, held = Settings(data_dir=folder), contents(made)
    assert restore(settings, made, replace=False) == held
    assert known(folder, office)
    with pytest.raises(UnknownName, match="--replace"):
        restore(settings, made, replace=False)
    with serving(folder) as server:
        owner = server.addresses().owner
        assert owner is not None
        assert counted(owner) == held.rows
        with psycopg.connect(owner) as connection:
            connection.execute("CREATE TABLE since (number int)")
    assert restore(settings, made, replace=True) == held
    assert known(folder, office)
    monkeypatch.setattr(backups, "fill", fails)
    with pytest.raises(ConsolidateError, match="no more"):
        restore(settings, made, replace=True)
    assert known(folder, office)
    with serving(folder) as server, psycopg.connect(plain(server.administrator("postgres"))) as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1").fetchall()
    assert names == [("consolidate",), ("postgres",)]


def fails(*_given: object) -> None:
    raise ServerFailed("no more")


def known(folder: Path, office: Office) -> bool:
    """Whether a token of the office lets somebody in, at the database of another folder."""
    with serving(folder) as server:
        database = Database(server.addresses().app)
        with TestClient(create_app(Settings(), database)) as client:
            again = Office(client, office.tenant, office.secrets)
            status = again.ask("GET", "/v1/scenarios", Role.VIEWER).status_code
        database.close()
    return status == 200
