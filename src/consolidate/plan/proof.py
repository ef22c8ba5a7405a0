"""The proof document: the multipliers at which the relaxation has a bound, so that anybody can compute it again."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from consolidate.files import read_whole, write_whole
from consolidate.plan.reading import sound
from consolidate.scenario.base import MAX_WEEKS, Day, Doc, Id, Reference, YearKey
from consolidate.scenario.plain import plain, readable
from consolidate.scenario.schema import document_schema
from consolidate.scenario.strict_json import MAX_BYTES, load_json, strict_troubles
from consolidate.text import _
from consolidate.units import Fine

PROOF_FORMAT = "consolidate/proof/1"
MAX_VALUES = 8_000_000
MAX_PRICE = 10**15
"""Ten thousand million units of currency for one unit of a row."""
_EXACT = re.compile(r"-?[0-9]{1,18}\.[0-9]{5}")


def _whole(value: Any) -> Any:
    """Prices are written as whole numbers; text and booleans are none."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(_("a whole number"))
    return value


def _exact_money(text: str) -> str:
    if not _EXACT.fullmatch(text):
        raise ValueError(_("an amount with five decimals, as text"))
    return text


Price = Annotated[int, Field(ge=0, le=MAX_PRICE), BeforeValidator(_whole)]
"""Whole hundred-thousandths of the currency for one unit of a row."""
ByWeek = dict[Day, Price]
"""By the Monday of a week."""


class ProofScenario(Doc):
    """Which scenario the bound is of: its name, hash and alternative."""

    hash: str
    alternative: Id | None = None


class WeekPrices(Doc):
    """Prices of what weeks hold: staff by pool/skill, change and cutovers by municipality, cutovers by domain."""

    staff: dict[Reference, ByWeek] = {}
    change: dict[Id, ByWeek] = {}
    cutovers: dict[Id, ByWeek] = {}
    domain_cutovers: dict[Id, ByWeek] = {}


class OrderPrices(Doc):
    """Prices of one order between steps or milestones, by week; the last is the Monday at the period's end."""

    before: Reference
    after: Reference
    lag: Annotated[int, Field(ge=-MAX_WEEKS, le=MAX_WEEKS), BeforeValidator(_whole)]
    weeks: ByWeek


class ProofDocument(Doc):
    """A bound as decimal text, the prices that give it, and how many weeks are taken together (``bucket``)."""

    format: Literal["consolidate/proof/1"]
    scenario: ProofScenario
    bound: Annotated[str, AfterValidator(_exact_money)]
    bucket: Annotated[int, Field(ge=1, le=MAX_WEEKS), BeforeValidator(_whole)]
    weeks: WeekPrices = Field(default_factory=WeekPrices)
    budgets: dict[Id, dict[YearKey, Price]] = {}
    order: tuple[OrderPrices, ...] = ()

    @property
    def claimed(self) -> Fine:
        """The bound in hundred-thousandths."""
        return Fine(int(self.bound.replace(".", "")))


def read_proof(path: Path) -> ProofDocument:
    """The proof of a file.

    Raises:
        FaultyDocument: the document is wrong in itself; it holds every fault that could be found.
        UnknownName: there is no such file.
    """
    return parse_proof(read_whole(path, MAX_BYTES))


def parse_proof(raw: bytes | dict[str, Any]) -> ProofDocument:
    """The proof that a text or a document already read holds; raises as `read_proof` does."""
    document, strict = load_json(raw, MAX_VALUES) if isinstance(raw, bytes) else (raw, strict_troubles(raw))
    return sound(ProofDocument, document, strict, PROOF_FORMAT)


def proof_text(proof: ProofDocument) -> str:
    """A proof as text, the same for the same proof: parts in the order of the format, names and weeks sorted."""
    document = plain(proof.model_dump(exclude_none=True, exclude_defaults=True))
    document["weeks"] = {kind: _sorted(own) for kind, own in document.get("weeks", {}).items()}
    document["budgets"] = _sorted(document.get("budgets", {}))
    rows = sorted(document.get("order", []), key=lambda row: (row["before"], row["after"], row["lag"]))
    document["order"] = [{**row, "weeks": _sorted(row["weeks"])} for row in rows]
    parts = ("format", "name", "note", "source", "scenario", "bound", "bucket", "weeks", "budgets", "order")
    return readable({part: document[part] for part in parts if part in document})


def write_proof(path: Path, proof: ProofDocument) -> str:
    """Write a proof whole or not at all; the hash of the file.

    Raises:
        OSError: the file cannot be written; an earlier one stays as it was.
    """
    text = proof_text(proof)
    write_whole(path, text)
    return text_hash(text.encode())


def text_hash(raw: bytes) -> str:
    """``sha256:…`` of a file's bytes, as a plan names its proof."""
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def proof_schema() -> dict[str, Any]:
    """The JSON Schema of a proof document."""
    return document_schema(ProofDocument, PROOF_FORMAT)


def _sorted(value: Any) -> Any:
    return {key: _sorted(value[key]) for key in sorted(value)} if isinstance(value, dict) else value
