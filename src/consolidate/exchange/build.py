"""From rows to a scenario document: each row fills its place; where each value came from is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from consolidate.errors import Fault, shown
from consolidate.exchange.cells import PATH, Unfit
from consolidate.exchange.columns import SOURCED, Column, Table
from consolidate.exchange.entries import Entry, Reading
from consolidate.exchange.tables import PROGRAMME, SETTINGS
from consolidate.scenario.document import SCENARIO_FORMAT, Scenario
from consolidate.text import _

Path = tuple[str, ...]
ONLY_DOMAINS = "only_domains"
SOURCE_JOINT = " | "
_SETTINGS = {setting.name: setting for setting in SETTINGS}
_MENTIONED = tuple(column.name for column in SOURCED)


@dataclass
class Draft:
    """A document in the making.

    ``origins`` leads from a place of the document to the row or cell that made it; ``mentions`` collects sources
    and notes by object; ``only_domains`` is the choice of domains that a row of the programme's table may make.
    """

    document: dict[str, Any] = field(default_factory=lambda: {"format": SCENARIO_FORMAT})
    origins: dict[Path, Entry] = field(default_factory=dict)
    columns: dict[Path, str] = field(default_factory=dict)
    mentions: dict[Path, dict[str, list[str]]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    only_domains: tuple[list[str], Entry] | None = None

    def put(self, path: Path, value: Any, entry: Entry, column: str) -> None:
        """Set a place of the document; a place that is taken already is a fault."""
        here = self.document
        for part in path[:-1]:
            below = here.setdefault(part, {})
            if not isinstance(below, dict):
                self._taken(path, value, entry, column)
                return
            here = below
        if path[-1] in here:
            self._taken(path, value, entry, column)
            return
        here[path[-1]] = value
        self.origins[path] = entry
        self.columns[path] = column

    def _taken(self, path: Path, value: Any, entry: Entry, column: str) -> None:
        allowed = _("nothing here: {path} is given by another cell already").format(path=".".join(path))
        self.faults.append(Fault(entry.at(column), shown(value), allowed))

    def begin(self, path: Path, entry: Entry) -> None:
        """An object of the document that a row makes, wholly or in part."""
        here = self.document
        for part in path:
            here = here.setdefault(part, {})
        self.origins.setdefault(path, entry)

    def mention(self, path: Path, entry: Entry) -> None:
        """Keep a row's source and note for the object that it makes."""
        kept = self.mentions.setdefault(path, {name: [] for name in _MENTIONED})
        for name in _MENTIONED:
            text = entry.cells.get(name)
            if text is not None and text not in kept[name]:
                kept[name].append(text)

    def finish(self) -> dict[str, Any]:
        """Attach sources and notes, assumptions first, and put the document's parts in their usual order."""
        for path, kept in self.mentions.items():
            here = self.document
            for part in path:
                here = here[part]
            for name, texts in kept.items():
                if texts:
                    here[name] = SOURCE_JOINT.join(sorted(texts, key=_assumption_first))
        order = [field.alias or name for name, field in Scenario.model_fields.items()]
        self.document = {"format": self.document["format"]} | {
            name: self.document[name] for name in order if name in self.document
        }
        return self.document


def _assumption_first(source: str) -> bool:
    return not source.startswith("assumption")


def build(reading: Reading) -> Draft:
    """The document that the tables describe, before it is judged as a scenario."""
    draft = Draft()
    for entry in reading.entries.get(PROGRAMME.name, ()):
        _put_setting(draft, entry)
    for name, entries in reading.entries.items():
        if name != PROGRAMME.name:
            for entry in entries:
                _put_row(draft, entry)
    draft.finish()
    return draft


def _put_setting(draft: Draft, entry: Entry) -> None:
    name = entry.cells["setting"]
    setting = _SETTINGS.get(name)
    if setting is None:
        allowed = _("one of {choices}").format(choices=", ".join(_SETTINGS))
        draft.faults.append(Fault(entry.at("setting"), shown(name), allowed))
        return
    if "value" not in entry.cells:
        return
    try:
        value = setting.kind.read(entry.cells["value"])
    except Unfit:
        draft.faults.append(Fault(entry.at("value"), shown(entry.cells["value"]), setting.kind.allowed()))
        return
    if name == ONLY_DOMAINS:
        draft.only_domains = (value, entry)
        return
    path = tuple(name.split("."))
    draft.put(path, value, entry, "value")
    draft.mention(path[:-1], entry)


def _put_row(draft: Draft, entry: Entry) -> None:
    table = entry.table
    made = tuple(_filled(table.makes, entry))
    draft.begin(made, entry)
    for column in table.own:
        if column.target and column.name in entry.cells:
            below = tuple(_filled(column.target, entry))
            draft.put((*made, *below), entry.cells[column.name], entry, column.name)
    if table.sourced:
        draft.mention(made, entry)


def _filled(template: str, entry: Entry) -> Iterator[str]:
    """The parts of a place, with cells of the row where the template has ``{column}``."""
    for part in template.split("."):
        if not part.startswith("{"):
            yield part
            continue
        name = part[1:-1]
        text = str(entry.cells[name])
        yield from text.split(".") if entry.table.by_name[name].kind is PATH else (text,)


def missing_settings(reading: Reading) -> Iterable[Fault]:
    """Settings that every programme needs and that stand in no row."""
    given = {entry.cells["setting"] for entry in reading.entries.get(PROGRAMME.name, ())}
    if PROGRAMME.name not in reading.lost:
        for setting in SETTINGS:
            if setting.required and setting.name not in given:
                yield Fault(PROGRAMME.name, "", _("a row for the setting `{name}`").format(name=setting.name))


def column_of(table: Table, field_name: str, cells: Mapping[str, Any]) -> Column | None:
    """The column of a table that would fill a field of the row's object, if there is one."""
    for column in table.own:
        if column.target == field_name or (column.name == field_name and column.target):
            return column
    return SOURCED[_MENTIONED.index(field_name)] if field_name in _MENTIONED else None
