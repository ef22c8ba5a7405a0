"""The page on the client is carried out as it stands, against the real service and a real worker."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import pytest

from consolidate.cli.server import THERE
from consolidate_api.auth.roles import Role
from consolidate_api.database.embedded import Addresses
from consolidate_api.settings import Settings
from tests import ROOT
from tests.api.runs import working
from tests.client.conftest import Service
from tests.test_tutorial import blocks_of, carried_out, unmatched

PAGE = (ROOT / "docs" / "client.md").read_text(encoding="utf-8")


def session() -> str:
    """All that is typed into Python, one after the other."""
    return "\n".join(re.findall(r"^```pycon\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))


def test_the_page_names_the_commands_that_a_server_can_do() -> None:
    (sentence,) = re.findall(r"lets the server do the work of (.*?)\. Options", PAGE)
    assert sorted(re.findall(r"`([a-z-]+)`", sentence)) == sorted(THERE)


@pytest.mark.slow
def test_all_of_it_happens_as_the_page_says(
    service: Service, addresses: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONSOLIDATE_SERVER", service.url)
    monkeypatch.setenv("CONSOLIDATE_TOKEN", service.secrets()[Role.ADMIN])
    told: list[str] = []
    names: dict[str, object] = {}
    example = doctest.DocTestParser().get_doctest(session(), names, "docs/client.md", None, 0)
    assert len(example.examples) > 30
    with working(addresses, Settings()):
        result = doctest.DocTestRunner().run(example, out=told.append, clear_globs=False)
        assert result.failed == 0, "".join(told)
        for block in blocks_of(PAGE):
            for command, shown in block:
                printed = carried_out(command, tmp_path)
                assert unmatched(shown, printed) is None, f"{command}\n" + "\n".join(printed)
    example.globs["client"].close()
