"""Files read within a limit, and written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from consolidate.errors import UnknownName
from consolidate.files import read_whole, write_whole


def test_reads_no_more_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert read_whole(path, 5) == b"12345"
    assert read_whole(path, 2) == b"123"
    with pytest.raises(UnknownName, match=r"none: No such file"):
        read_whole(tmp_path / "none", 5)


def test_writes_text_as_utf_8_with_bare_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_whole(path, "Søgne\n")
    assert path.read_bytes() == "Søgne\n".encode()
    assert [file.name for file in tmp_path.iterdir()] == ["plan.json"]


def test_permissions_of_an_earlier_file_stay_and_new_files_get_the_usual_ones(tmp_path: Path) -> None:
    earlier, fresh, usual = tmp_path / "earlier", tmp_path / "fresh", tmp_path / "usual"
    earlier.touch()
    earlier.chmod(0o640)
    usual.touch()
    write_whole(earlier, "x")
    write_whole(fresh, "x")
    assert earlier.stat().st_mode & 0o777 == 0o640
    assert fresh.stat().st_mode == usual.stat().st_mode


@pytest.mark.parametrize("trouble", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_what_goes_wrong_leaves_the_earlier_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: BaseException
) -> None:
    path = tmp_path / "plan.json"
    path.write_text("the earlier plan")

    def fails(_file: int) -> None:
        raise trouble

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(type(trouble)):
        write_whole(path, "half a plan")
    assert path.read_text() == "the earlier plan"
    assert [file.name for file in tmp_path.iterdir()] == ["plan.json"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "none" / "plan.json", "x")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_what_is_no_file_is_written_to(tmp_path: Path) -> None:
    write_whole(Path(os.devnull), "x")
    assert not Path(os.devnull).is_file()
