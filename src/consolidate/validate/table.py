"""The table of warnings: each kind is one function, and their order means nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from consolidate.programme.programme import Programme
from consolidate.scenario.document import Scenario
from consolidate.validate import aims, choices, dues, money, pools, staff, weeks
from consolidate.validate.demands import Demands
from consolidate.validate.warning import Warning

WARNINGS: dict[str, Callable[[Demands], Iterator[Warning]]] = {
    "skill_nobody_has": staff.skill_nobody_has,
    "staff_never_enough": staff.staff_never_enough,
    "staff_not_in_time": staff.staff_not_in_time,
    "hidden_blackout": staff.hidden_blackout,
    "pool_before_measure": pools.pool_before_measure,
    "no_week": weeks.no_week,
    "body_never_meets": weeks.body_never_meets,
    "too_much_change": weeks.too_much_change,
    "too_many_cutovers": weeks.too_many_cutovers,
    "milestone_late": dues.milestone_late,
    "contract_too_short": dues.contract_too_short,
    "route_nobody_can_take": choices.route_nobody_can_take,
    "no_option": choices.no_option,
    "waits_for_optional": choices.waits_for_optional,
    "waits_for_itself": choices.waits_for_itself,
    "camels_beyond_limit": choices.camels_beyond_limit,
    "babies_beyond_limit": choices.babies_beyond_limit,
    "too_little_money": money.too_little_money,
    "spent_not_booked": money.spent_not_booked,
    "key_without_size": money.key_without_size,
    "goal_without_measure": aims.goal_without_measure,
    "measure_without_goal": aims.measure_without_goal,
    "goal_without_indicator": aims.goal_without_indicator,
    "benefit_without_owner": aims.benefit_without_owner,
    "rests_on_assumptions": aims.rests_on_assumptions,
}


def warnings(subject: Scenario | Programme) -> tuple[Warning, ...]:
    """Every warning about a scenario: first those that leave no plan, then by path."""
    demands = Demands(subject if isinstance(subject, Programme) else Programme(subject))
    found = [warning for warn in WARNINGS.values() for warning in warn(demands)]
    return tuple(sorted(found, key=lambda warning: (not warning.certain, warning.path, warning.kind, warning.text)))
