"""Choosing by what has paid of late, on a clock that the tests move."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

from consolidate.solve.bandit import Bandit, Choice

KINDS, SIZES, REACHES = ("few", "many", "none"), (10, 20, 40), (2, 8)
Payer = Callable[[Choice, float], tuple[float, float, bool]]


def played(pays: Payer, rounds: int, seed: int = 1, bandit: Bandit | None = None) -> tuple[Bandit, Counter[Choice]]:
    """Choose and record so many times; ``pays`` says gain, work and whether it was solved, by choice and time."""
    bandit = bandit or Bandit(KINDS, SIZES, REACHES, random.Random(seed))
    chosen: Counter[Choice] = Counter()
    for _round in range(rounds):
        choice = bandit.choose()
        gain, work, solved = pays(choice, bandit.now)
        bandit.record(choice, gain, work, solved=solved)
        chosen[choice] += 1
    return bandit, chosen


def by_kind(chosen: Counter[Choice]) -> Counter[str]:
    found: Counter[str] = Counter()
    for choice, times in chosen.items():
        found[choice.kind] += times
    return found


def test_what_pays_most_per_work_is_chosen_most() -> None:
    def pays(choice: Choice, now: float) -> tuple[float, float, bool]:
        # "many" gains twice as much in eight times the work: a quarter of the rate
        return {"few": (10.0, 0.5, True), "many": (20.0, 4.0, True), "none": (0.0, 0.5, True)}[choice.kind]

    _, chosen = played(pays, 400)
    kinds = by_kind(chosen)
    assert kinds["few"] > 2 * kinds["many"] > 0
    assert kinds["few"] > 2 * kinds["none"] > 0


def test_nothing_is_written_off_when_nothing_pays() -> None:
    _, chosen = played(lambda _choice, _now: (0.0, 1.0, True), 300)
    assert min(by_kind(chosen)[kind] for kind in KINDS) > 50
    assert {choice.reach for choice in chosen} == set(REACHES)


def test_what_pays_later_is_found_later() -> None:
    def pays(choice: Choice, now: float) -> tuple[float, float, bool]:
        return (10.0 if choice.kind == ("few" if now < 200 else "none") else 0.0), 1.0, True

    bandit, before = played(pays, 200)
    _, after = played(pays, 300, bandit=bandit)
    assert by_kind(before)["few"] > by_kind(before)["none"]
    assert by_kind(after)["none"] > by_kind(after)["few"]


def test_sizes_grow_while_solved_and_shrink_when_not() -> None:
    bandit, _ = played(lambda choice, _now: (0.0, 1.0, True), 200)
    assert bandit.level == len(SIZES) - 1
    _, chosen = played(lambda choice, _now: (0.0, 1.0, False), 200, bandit=bandit)
    assert bandit.level == 0
    smallest = sum(times for choice, times in chosen.items() if choice.size == SIZES[0])
    assert smallest > sum(times for choice, times in chosen.items() if choice.size == SIZES[-1])


def test_what_is_solved_in_vain_makes_room_for_larger() -> None:
    bandit = Bandit(KINDS, SIZES, REACHES, random.Random(1))
    for _time in range(20):
        bandit.record(Choice("few", 10, 2), 0.0, 1.0, solved=True)
    assert bandit.level == len(SIZES) - 1
    bandit.record(Choice("few", 10, 2), 0.0, 1.0, solved=None)
    assert bandit.level == len(SIZES) - 1


def test_gains_without_a_proof_keep_the_size() -> None:
    bandit = Bandit(KINDS, SIZES, REACHES, random.Random(1))
    bandit.record(Choice("few", 20, 2), 5.0, 1.0, solved=False)
    assert bandit.level == 1.0


def test_reaches_that_pay_are_chosen_more() -> None:
    _, chosen = played(lambda choice, _now: (10.0 if choice.reach == 8 else 0.0, 1.0, True), 300)
    wide = sum(times for choice, times in chosen.items() if choice.reach == 8)
    assert wide > 200


def test_choices_repeat_with_the_seed() -> None:
    def pays(choice: Choice, now: float) -> tuple[float, float, bool]:
        return float(len(choice.kind)), 1.0, choice.size < 40

    assert played(pays, 50, seed=3)[1] == played(pays, 50, seed=3)[1]
    assert played(pays, 50, seed=3)[1] != played(pays, 50, seed=4)[1]


def test_work_without_length_is_no_division_by_nothing() -> None:
    bandit, _ = played(lambda _choice, _now: (0.0, 0.0, True), 10)
    assert bandit.now == 0
