"""The database goes away and comes back: meanwhile the service says so, and afterwards nothing is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from consolidate_api.app import create_app
from consolidate_api.database.embedded import serving
from consolidate_api.database.engine import Database
from consolidate_api.opening import up_to_date
from consolidate_api.settings import Settings
from tests.api.conftest import new_office
from tests.api.test_scenarios import stored


@pytest.mark.slow
def test_the_service_waits_for_its_database(data_dir: Path) -> None:
    with serving(data_dir.parent / "restart") as server:
        up_to_date(server.addresses())
        database = Database(server.addresses().app)
        with TestClient(create_app(Settings(), database)) as client:
            office = new_office(client, database)
            scenario = stored(office)["scenario"]
            server.stop()
            assert [office.ask("GET", f"/v1/scenarios/{scenario}").status_code for _time in range(3)] == [503] * 3
            assert client.get("/ready").status_code == 503
            assert client.get("/health").status_code == 200
            server.start()
            assert [office.ask("GET", f"/v1/scenarios/{scenario}").status_code for _time in range(3)] == [200] * 3
            assert client.get("/ready").status_code == 200
        database.close()
