"""Who takes part and what it changes, told to people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from consolidate.analysis import words
from consolidate.analysis.blocks import Block, Bullets, Heading, Paragraph, table
from consolidate.analysis.names import Names
from consolidate.plan.document import Target
from consolidate.plan.outcome import Outcome
from consolidate.programme.steps import Option
from consolidate.study.coalitions_document import CoalitionLine, Coalitions, CoreLine, Question
from consolidate.study.effects import Effects, Place
from consolidate.study.figures import Told
from consolidate.study.words import estimate_text, noise_text, range_text, short_outcome, sureness_text
from consolidate.text import _, ngettext
from consolidate.units import half_up


def coalition_blocks(study: Coalitions, names: Names) -> Iterator[Block]:
    """Each question with who pays what; then what each adds, and the groups by themselves."""
    yield Heading(2, _("Who takes part, and what it changes"))
    yield Paragraph(" ".join(_opening(study, names)))
    if study.questions:
        yield _costs(study, names)
        yield from _parties(study, names)
        yield from _changes(study, names)
    if study.core is not None:
        yield from _core(study, study.core, names)


def _opening(study: Coalitions, names: Names) -> Iterator[str]:
    if not study.accounts:
        yield _("There is no plan of the programme as it is to compare with.")
        return
    yield _(
        "Amounts in {currency} at present value: all cash that a municipality bears, less what staying as today would "
        "cost it. Lateness, burden and other priced terms guide each plan, but are not counted here."
    ).format(currency=names.currency)
    if study.questions:
        yield _(
            "What those who stay pay more is what leaving strands on them. It is proven exactly where both plans are "
            "proven best, and not at all otherwise: a bound holds for the whole, not for one account."
        )
    if study.shrunk:
        yield _("The programme's grants shrink by the share of those who leave.")
    elif study.questions:
        yield _("The programme's grants stay as they are, whoever leaves.")
    yield ngettext("{count} run was made.", "{count} runs were made.", study.solves).format(count=study.solves)


# --- questions ----------------------------------------------------------------------------------------


def _asked(question: Question, names: Names) -> str:
    who = _group(question.municipalities, names)
    if question.kind == "leaves" and question.date is not None:
        return _("{who} leaves on {day}").format(who=who, day=words.short_day(question.date))
    if question.kind == "opts_out" and question.domain is not None:
        return _("{who} opts out of {domain}").format(who=who, domain=names.domain(question.domain))
    return _("without {who}").format(who=who)


def _group(members: Sequence[str], names: Names) -> str:
    return ", ".join(names.municipality(name) for name in members)


def _costs(study: Coalitions, names: Names) -> Block:
    titles = (
        *(_("question"), _("outcome"), _("those who stay pay more"), _("noise"), _("proven"), _("how sure")),
        *(_("who leaves pays more"), _("all pay more")),
    )
    return table(titles, [_cost_row(question, names) for question in study.questions], right=(2, 3, 4, 6, 7))


def _cost_row(question: Question, names: Names) -> tuple[str, ...]:
    return (
        _asked(question, names),
        short_outcome(question.outcome),
        *_figure(question.stayers),
        estimate_text(question.leavers),
        estimate_text(question.together),
    )


def _figure(figure: Told) -> tuple[str, ...]:
    """Estimate, noise, proven, how sure."""
    return (estimate_text(figure), noise_text(figure.noise), _proven(figure), _sure(figure))


def _exact_figure(figure: Told) -> bool:
    """Whether a figure is proven to the unit."""
    low, high = figure.proven
    return figure.estimate is not None and low is not None and high is not None and high - low <= 1


def _proven(figure: Told) -> str:
    """Between which amounts the true one is proven to lie; one that is known to the unit is called exact."""
    return _("exact") if _exact_figure(figure) else range_text(*figure.proven)


def _sure(figure: Told) -> str:
    if figure.estimate is None:
        return words.dash()
    return sureness_text("proven" if _exact_figure(figure) else figure.sureness)


def _parties(study: Coalitions, names: Names) -> Iterator[Block]:
    """Who pays how much more, by municipality, in the order of their accounts."""
    rows = [question for question in study.questions if question.parties]
    if not rows:
        return
    places = sorted(study.accounts)
    yield Heading(3, _("What each pays more"))
    titles = (_("question"), *(names.municipality(place) for place in places))
    told = [(_asked(row, names), *(_exact(row.parties[place]) for place in places)) for row in rows]
    yield table(titles, told, right=range(1, len(titles)))


def _exact(amount: str) -> str:
    return words.money(half_up(Decimal(amount)))


def _changes(study: Coalitions, names: Names) -> Iterator[Block]:
    notes = [
        _("{question}: {changes}.").format(question=_asked(question, names), changes="; ".join(parts))
        for question in study.questions
        if (parts := list(_changed(question, names)))
    ]
    if notes:
        yield Heading(3, _("How the plan changes"))
        yield Bullets(tuple(notes))


def _changed(question: Question, names: Names) -> Iterator[str]:
    """How the plan of those who stay changes; what becomes of those who leave goes without saying."""
    if question.effects is None:
        if question.run_note is not None:
            yield question.run_note.rstrip(".")
        return
    if question.kind == "leaves":
        kept = ", ".join(names.domain(domain) for domain in question.stays_in)
        yield _("has cut over before: {domains}").format(domains=kept) if kept else _("has cut over nothing before")
    if question.joint_left:
        text = _("of joint one-off cost {left} fell to who leaves, and {more} more falls to those who stay")
        yield text.format(left=words.money(question.joint_left), more=words.money(question.joint_more or 0))
    changes = [*_work(question, question.effects, names), *_swallowed(question, question.effects, names)]
    yield "; ".join(changes) or _("all else goes as planned")


def _work(question: Question, found: Effects, names: Names) -> Iterator[str]:
    """Targets, dates and lateness."""
    if question.targets:
        told = (
            _("{domain}: {target}").format(domain=names.domain(domain), target=_target(domain, target, names))
            for domain, target in question.targets.items()
        )
        yield _("other targets: {targets}").format(targets=", ".join(told))
    if question.moved_steps:
        text = ngettext(
            "{count} step starts on another date", "{count} steps start on other dates", question.moved_steps
        )
        yield text.format(count=question.moved_steps)
    if found.weeks > 0:
        text = ngettext("all work ends {count} week later", "all work ends {count} weeks later", found.weeks)
        yield text.format(count=found.weeks)
    if found.weeks < 0:
        text = ngettext("all work ends {count} week earlier", "all work ends {count} weeks earlier", -found.weeks)
        yield text.format(count=-found.weeks)
    if found.late_weeks > 0:
        text = ngettext("{count} week late more", "{count} weeks late more", found.late_weeks)
        yield text.format(count=found.late_weeks)
    if found.late_weeks < 0:
        text = ngettext("{count} week late less", "{count} weeks late less", -found.late_weeks)
        yield text.format(count=-found.late_weeks)


def _target(domain: str, target: Target, names: Names) -> str:
    if target.stays:
        return _("stays as it is")
    return names.short_target(domain, Option(target.product, target.route))


def _swallowed(question: Question, found: Effects, names: Names) -> Iterator[str]:
    """Camels and babies of those who stay."""
    for places, text in (
        (found.more_camels, _("new camels: {places}")),
        (found.fewer_camels, _("camels spared: {places}")),
        (found.more_babies, _("more babies buried: {places}")),
        (found.fewer_babies, _("babies spared: {places}")),
    ):
        told = [
            f"{names.municipality(place.municipality)} ({names.domain(place.domain)})"
            for place in places
            if not _own(question, place)
        ]
        if told:
            yield text.format(places=", ".join(told))


def _own(question: Question, place: Place) -> bool:
    return place.municipality in question.municipalities


# --- the core -----------------------------------------------------------------------------------------


def _core(study: Coalitions, core: CoreLine, names: Names) -> Iterator[Block]:
    yield Heading(3, _("What each adds to the whole"))
    yield Paragraph(" ".join(_whole(study, core, names)))
    yield _adds(study, core, names)
    yield Heading(3, _("Groups by themselves"))
    yield Paragraph(" ".join(_verdict(study, core, names)))
    yield from _groups(core, names)


def _whole(study: Coalitions, core: CoreLine, names: Names) -> Iterator[str]:
    whole = core.whole.estimate or 0
    if whole >= 0:
        yield _("All together are better off than as today by {amount}.").format(amount=words.money(whole))
    else:
        yield _("All together are worse off than as today by {amount}.").format(amount=words.money(-whole))
    losers = [name for name, amount in sorted(study.accounts.items()) if Decimal(amount) <= -1]
    if losers:
        yield _("Staying as today would be cheaper for: {who}.").format(who=_group(losers, names))
    yield _("What one adds: what the whole is worth more with it than with all others alone.")
    if core.orders is not None:
        text = _("On average: over {count} orders, drawn at random, in which they come together; an estimate.")
        yield text.format(count=core.orders)
    elif core.shapley is not None:
        yield _("On average: over all orders in which they could come together (the Shapley value).")


def _adds(study: Coalitions, core: CoreLine, names: Names) -> Block:
    titles = [_("municipality"), _("better off by, as planned"), _("adds"), _("noise"), _("proven")]
    shares = None if core.division is None or core.division.shares == study.accounts else core.division.shares
    titles += [_("adds on average")] if core.shapley is not None else []
    titles += [] if shares is None or core.division is None else [_division_title(core.division.exists)]
    rows = []
    for name in sorted(study.accounts):
        more = core.adds.get(name)
        row = [names.municipality(name), _exact(study.accounts[name])]
        row += [words.dash()] * 3 if more is None else _figure(more)[:3]
        row += [_exact(core.shapley[name])] if core.shapley is not None else []
        row += [_exact(shares[name])] if shares is not None else []
        rows.append(tuple(row))
    return table(titles, rows, right=range(1, len(titles)))


def _division_title(exists: bool) -> str:
    return _("a division that holds") if exists else _("nearest to one that holds")


def _verdict(study: Coalitions, core: CoreLine, names: Names) -> Iterator[str]:
    yield _("A group by itself carries out the whole programme with its members alone; all others stay as today.")
    if not core.complete:
        text = _("Not every group was examined but {count}; nothing is said of the others.")
        yield text.format(count=len(core.groups))
    unknown = [line for line in core.groups if line.worth.estimate is None and line.outcome is not Outcome.INFEASIBLE]
    if unknown:
        text = ngettext("For {count} of them no plan is known.", "For {count} of them no plan is known.", len(unknown))
        yield text.format(count=len(unknown))
    blocking = sorted((line for line in core.groups if line.blocks), key=lambda line: -(line.more_alone.estimate or 0))
    if blocking:
        first = blocking[0]
        yield ngettext(
            "{count} of them would be better off alone than under the plan at hand.",
            "{count} of them would be better off alone than under the plan at hand.",
            len(blocking),
        ).format(count=len(blocking))
        text = _("Most would gain {who}: by {amount}, shown by a checked plan of its own.")
        yield text.format(who=_group(first.members, names), amount=words.money(first.more_alone.estimate or 0))
    else:
        yield _("None of them is seen to be better off alone than under the plan at hand.")
    yield _holds(study, core)
    if not core.proven:
        yield _("Not every plan is proven best: better ones of groups, or of the whole, may change this.")


def _holds(study: Coalitions, core: CoreLine) -> str:
    if core.division is None:
        return ""
    if not core.division.exists:
        text = _("No division of the whole holds all of them: some group falls short by {amount} at least.")
        return text.format(amount=_exact(core.division.lacking))
    if core.division.shares != study.accounts:
        return _("There is a division that leaves none of them better off alone; the nearest is shown above.")
    return _("The accounts as they are leave none of them better off alone.")


def _groups(core: CoreLine, names: Names) -> Iterator[Block]:
    titles = (
        *(_("group"), _("outcome"), _("better off by, alone"), _("as planned")),
        *(_("more alone"), _("noise"), _("proven"), _("how sure")),
    )
    yield table(titles, [_group_row(line, names) for line in core.groups], right=(2, 3, 4, 5, 6))
    notes = [
        _("{group}: {note}.").format(group=_group(line.members, names), note=line.run_note)
        for line in core.groups
        if line.run_note is not None
    ]
    if notes:
        yield Bullets(tuple(notes))


def _group_row(line: CoalitionLine, names: Names) -> tuple[str, ...]:
    own = (estimate_text(line.worth), _exact(line.has))
    return (_group(line.members, names), short_outcome(line.outcome), *own, *_figure(line.more_alone))
