"""Dates: milestones that cannot be met, and contracts that cannot be left in time."""

from __future__ import annotations

from collections.abc import Iterator

from consolidate.graph.paths import critical_path
from consolidate.rules import Rule
from consolidate.text import _
from consolidate.validate.demands import Demands, Work, step_ids
from consolidate.validate.warning import Warning, friday_text


def milestone_late(demands: Demands) -> Iterator[Warning]:
    """A milestone cannot be reached by its date, whatever is chosen: by how long, and what stands in the way (REQ-50).

    ``weeks`` is None where it is not reached in the period at all.
    """
    bounds, timeline = demands.bounds, demands.programme.timeline
    for name, spec in sorted(demands.scenario.milestones.items()):
        due, end = timeline.week_of(spec.due) + 1, bounds.early_end[bounds.lattice.place(name)]
        if end <= min(due, bounds.horizon):
            continue
        chain = [link.id for link in critical_path(demands.network, name) if link.id != name]
        data = {"milestone": name, "hard": spec.is_hard, "due": spec.due.isoformat(), "chain": chain}
        if end > bounds.horizon:
            text, weeks, earliest = _("not reached in the period, whatever is chosen"), None, None
        else:
            text = _(
                "due {due}, and done on {earliest} at the earliest, whatever is chosen: {weeks} weeks late; "
                "the shortest chain is {chain}"
            )
            weeks, earliest = end - due, friday_text(demands.programme, end)
        text = text.format(due=spec.due, earliest=earliest, weeks=weeks, chain=" → ".join(chain))
        certain = not demands.programme.occurred and (spec.is_hard or weeks is None)
        data |= {"weeks": weeks, "earliest": earliest}
        yield Warning("milestone_late", f"milestones.{name}.due", text, data, certain)


def contract_too_short(demands: Demands) -> Iterator[Warning]:
    """A contract runs out for good before its system can be shut down."""
    bounds, late = demands.bounds, dict[tuple[str, str], list[Work]]()
    for work in demands.work:
        node = bounds.nodes[work.place]
        if node.due is not None and node.due_by is Rule.CONTRACT_TERM and bounds.early_end[work.place] > node.due:
            late.setdefault((work.step.municipality or "", work.step.domain or ""), []).append(work)
    for (municipality, domain), works in sorted(late.items()):
        contract = demands.programme.installed(domain, municipality).contract
        if contract is None:
            continue
        end = min(bounds.early_end[work.place] for work in works)
        earliest = friday_text(demands.programme, end) if end <= bounds.horizon else None
        last = demands.programme.timeline.day_at(demands.programme.contract_endings[domain, municipality][-1].last_day)
        text = _("ends for good on {last}, and its system is not shut down before {earliest}").format(
            last=last, earliest=earliest or _("the end of the period")
        )
        options = sorted(str(work.option) for work in works)
        data = {"last_day": last.isoformat(), "earliest": earliest, "steps": step_ids(works), "options": options}
        certain = demands.unavoidable(works) and not demands.programme.occurred
        yield Warning("contract_too_short", f"installed.{municipality}.{domain}.contract", text, data, certain)
