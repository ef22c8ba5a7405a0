"""Random scenarios: valid, the same for the same seed, and together using every field of the documents."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from consolidate.scenario.document import Scenario
from consolidate.scenario.read import parse_scenario
from tests.drawn.tiny import MOST_STEPS, MOST_WEEKS
from tests.random_scenarios import random_scenario

SEEDS = range(250)


def drawn(size: str) -> list[Scenario]:
    return [parse_scenario(random_scenario(random.Random(seed), size)) for seed in SEEDS]


def inner(value: object) -> Iterator[BaseModel]:
    """The models inside a value, however deep."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from inner(getattr(value, name))
    elif isinstance(value, dict):
        for part in value.values():
            yield from inner(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from inner(part)


@pytest.mark.parametrize("size", ["tiny", "small"])
def test_every_drawn_document_is_valid(size: str) -> None:
    assert len(drawn(size)) == len(SEEDS)


@pytest.mark.parametrize("size", ["tiny", "small"])
def test_the_same_seed_gives_the_same_document(size: str) -> None:
    assert random_scenario(random.Random(7), size) == random_scenario(random.Random(7), size)


def test_different_seeds_give_different_documents() -> None:
    documents = {str(random_scenario(random.Random(seed), "small")) for seed in range(30)}
    assert len(documents) == 30


def test_an_unknown_size_is_refused() -> None:
    with pytest.raises(ValueError, match="huge"):
        random_scenario(random.Random(1), "huge")


def test_small_scenarios_together_set_every_field() -> None:
    used: set[tuple[str, str]] = set()
    known: set[tuple[str, str]] = set()
    for scenario in drawn("small"):
        for part in inner(scenario):
            kind = type(part)
            used |= {(kind.__name__, name) for name in part.model_fields_set}
            known |= {(kind.__name__, name) for name in kind.model_fields if name not in LABELS}
    assert known - used == set()


LABELS = {"name", "note", "source"}


def test_small_scenarios_stay_small() -> None:
    for scenario in drawn("small"):
        assert 1 <= len(scenario.municipalities) <= 3
        assert 1 <= len(scenario.domains) <= 3
        weeks = (scenario.period.end - scenario.period.start).days / 7
        assert 28 <= weeks <= 80


def test_tiny_scenarios_can_be_tried_whole() -> None:
    for scenario in drawn("tiny"):
        assert len(scenario.domains) == 1
        weeks = (scenario.period.end - scenario.period.start).days / 7
        assert weeks <= MOST_WEEKS
        assert max_steps(scenario) <= MOST_STEPS


def max_steps(scenario: Scenario) -> int:
    """The most steps that any choice of target and route brings."""
    (domain,) = scenario.domains
    counts = []
    for product, candidate in scenario.domains[domain].candidates.items():
        for route in candidate.routes:
            joint = [step for step in scenario.templates.joint.values() if step.route in (None, route)]
            paths = [local_steps(scenario, member, domain, product) for member in scenario.municipalities]
            counts.append(len(scenario.measures) + len(joint) + sum(paths))
    return max(counts)


def local_steps(scenario: Scenario, member: str, domain: str, product: str) -> int:
    """Steps of one municipality's path to a product."""
    today = scenario.installed[member][domain].product
    if today == product:
        return len(scenario.templates.light)
    full = scenario.templates.full.values()
    return sum(1 for step in full if today is not None or not step.old_system)
