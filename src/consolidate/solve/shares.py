"""How a whole can be divided so that no group has less than it could have by itself: two small linear programmes."""

from __future__ import annotations

from collections.abc import Mapping

from ortools.linear_solver.python import model_builder

from consolidate.units import FINE

Group = frozenset[str]


def least_lack(total: int, least: Mapping[Group, int]) -> float:
    """By how much each group has to make do with less for a division to exist; 0 or less where one exists already.

    ``total``: what all have together; ``least``: by group what it could have by itself, the whole left out. All in
    hundred-thousandths; the answer too, as exact as the solver is. Without any group it is minus infinity.

    Raises:
        RuntimeError: the solver gives no answer.
    """
    if not least:
        return float("-inf")
    model, shares = _model(total, least)
    lack = model.new_num_var(float("-inf"), float("inf"), "lack")
    for group, amount in least.items():
        model.add(sum(shares[name] for name in sorted(group)) + lack >= amount / FINE)
    model.minimize(lack)
    return float(_solved(model).value(lack)) * FINE


def closest(today: Mapping[str, int], least: Mapping[Group, int], less: float = 0.0) -> dict[str, float]:
    """The division that moves the least money from how it is divided today, in hundred-thousandths.

    No group has less than ``least`` says, but for ``less``.

    Raises:
        RuntimeError: there is no such division.
    """
    model, shares = _model(sum(today.values()), {frozenset(today): 0, **least})
    for group, amount in least.items():
        model.add(sum(shares[name] for name in sorted(group)) >= (amount - less) / FINE)
    moved = {name: model.new_num_var(0, float("inf"), f"moved {name}") for name in sorted(today)}
    for name, amount in today.items():
        model.add(moved[name] >= shares[name] - amount / FINE)
        model.add(moved[name] >= amount / FINE - shares[name])
    model.minimize(sum(moved.values()))
    solver = _solved(model)
    return {name: float(solver.value(share)) * FINE for name, share in shares.items()}


def _model(total: int, groups: Mapping[Group, int]) -> tuple[model_builder.Model, dict[str, model_builder.Variable]]:
    """A share for each member of any group; together they are the whole."""
    model = model_builder.Model()  # type: ignore[no-untyped-call]
    names = sorted(frozenset().union(*groups))
    shares = {name: model.new_num_var(float("-inf"), float("inf"), name) for name in names}
    model.add(sum(shares.values()) == total / FINE)
    return model, shares


def _solved(model: model_builder.Model) -> model_builder.Solver:
    solver = model_builder.Solver("GLOP")
    status = solver.solve(model)
    if status != model_builder.SolveStatus.OPTIMAL:
        raise RuntimeError(f"no division: {status.name}")
    return solver
