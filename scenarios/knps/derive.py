"""How the KnpS tables were made: `python derive.py SOURCE` reads a folder of source tables and writes `tables/`.

The source is a data set about the co-operation (facts from its strategy of 2007 and other public sources, and
assumptions where there is none); `choices.py` holds what this case adds. Kept as the record of the derivation:
nothing else needs the source folder.
"""

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

import choices as use
from aims import benefits, goals, milestones
from alternatives import alternative_rows, change_rows
from parties import bodies, budgets, grants, keys, municipalities, pools, programme
from source import Row, Source
from windows import blackout_rows, closed_rows
from work import candidates, domain_steps, domains, installed, steps

from consolidate.exchange.tables import BY_NAME

HERE = Path(__file__).parent


def write(path: Path, rows: Iterable[Row]) -> None:
    """A table with the columns that some row fills, in their documented order."""
    listed = list(rows)
    columns = [column.name for column in BY_NAME[path.stem].columns if any(row.get(column.name) for row in listed)]
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: row[name] for name in columns if row.get(name)} for row in listed)


def main(folder: Path) -> None:
    """Write every table."""
    source = Source(folder)
    tables = {
        "programme": programme("KnpS 2007-2011: 26 domains"),
        "municipalities": municipalities(source),
        "bodies": bodies(source),
        "budgets": budgets(source),
        "grants": grants(source),
        "keys": keys(source),
        "pools": pools(source),
        "closed": closed_rows(),
        "steps": steps(source),
        "measures": use.MEASURES,
        "domains": domains(source),
        "domain_steps": domain_steps(source),
        "candidates": candidates(source),
        "installed": installed(source),
        "blackouts": blackout_rows(source.rows("calendar"), source.domains),
        "milestones": milestones(source),
        "goals": goals(source),
        "benefits": benefits(source),
        "alternatives": alternative_rows(),
        "changes": change_rows(
            list(grants(source)), list(pools(source)), list(candidates(source)), list(milestones(source))
        ),
    }
    for name, rows in tables.items():
        write(HERE / "tables" / f"{name}.csv", rows)
    core = [row["id"] for row in source.domains if row["id"] in source.required]
    write(HERE / "core" / "programme.csv", programme("KnpS core: the 17 required domains", core))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
