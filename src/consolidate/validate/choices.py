"""Choices: routes that nobody can take, camels and babies that every choice brings, work that waits for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from consolidate.graph.paths import cycles
from consolidate.programme.camels import babies_of, camels_of, limit_use
from consolidate.programme.steps import Option
from consolidate.scenario.aims import Limit
from consolidate.text import _
from consolidate.validate.demands import Demands
from consolidate.validate.warning import Warning, listed

Taken = tuple[tuple[str, str, int], ...]
"""Camels or babies: domain, municipality, burden in tenths of a user-point."""


def route_nobody_can_take(demands: Demands) -> Iterator[Warning]:
    """A candidate is to be had by widening an agreement, but no such agreement may be widened (SPEC §4)."""
    for domain, spec in sorted(demands.scenario.domains.items()):
        for product, candidate in sorted(spec.candidates.items()):
            asked = "extend" in candidate.routes and (
                "routes" in candidate.model_fields_set or len(candidate.routes) == 1
            )
            if asked and not demands.programme.may_extend(domain, product):
                owned = any(
                    demands.programme.installed(domain, name).product == product
                    for name in demands.scenario.participants(domain)
                )
                text = (
                    _("nobody can extend it: it has no extension option, nor a value under the threshold for tenders")
                    if owned
                    else _("nobody can extend it: no participant has it")
                )
                data = {"domain": domain, "product": product, "owned": owned}
                yield Warning("route_nobody_can_take", f"domains.{domain}.candidates.{product}.routes", text, data)


def no_option(demands: Demands) -> Iterator[Warning]:
    """A required domain for which no candidate can be had by any route."""
    for domain, options in demands.options.items():
        if not options:
            text = _("no candidate can be had by any of its routes, and the domain is required")
            yield Warning("no_option", f"domains.{domain}.candidates", text, {"domain": domain}, certain=True)


def waits_for_optional(demands: Demands) -> Iterator[Warning]:
    """A required domain needs an optional one, which therefore cannot stay as it is."""
    for domain, spec in sorted(demands.scenario.domains.items()):
        after = [wait if isinstance(wait, str) else wait.step for wait in spec.after]
        waits = [name for name in (*spec.needs, *after) if name.split("/")[0] in demands.scenario.domains]
        optional = sorted({name.split("/")[0] for name in waits if demands.may_stay(name.split("/")[0])})
        if optional and spec.required:
            text = _("required, and waits for what is optional ({domains}), which then cannot stay as it is").format(
                domains=listed(optional)
            )
            yield Warning("waits_for_optional", f"domains.{domain}", text, {"domain": domain, "waits_for": optional})


def waits_for_itself(demands: Demands) -> Iterator[Warning]:
    """Under the options with the shortest chains some work waits for itself."""
    for members in cycles(demands.network):
        first = members[0].split("/")[0]
        path = f"domains.{first}" if first in demands.scenario.domains else members[0]
        text = _("waits for itself: {chain}").format(chain=" → ".join((*members, members[0])))
        yield Warning("waits_for_itself", path, text, {"members": list(members)})


def camels_beyond_limit(demands: Demands) -> Iterator[Warning]:
    """A limit on camels that no choice of targets keeps."""
    yield from _beyond(demands, "camels_beyond_limit", demands.scenario.policy.camels, _camels)


def babies_beyond_limit(demands: Demands) -> Iterator[Warning]:
    """A limit on buried babies that no choice of targets keeps."""
    yield from _beyond(demands, "babies_beyond_limit", demands.scenario.policy.babies, _babies)


def _camels(demands: Demands, options: dict[str, Option]) -> Taken:
    camels = camels_of(demands.programme, options)
    return tuple((camel.domain, camel.municipality, camel.burden_tenths) for camel in camels)


def _babies(demands: Demands, options: dict[str, Option]) -> Taken:
    return tuple((domain, municipality, 0) for domain, municipality in babies_of(demands.programme, options))


def _beyond(
    demands: Demands,
    kind: str,
    limits: Mapping[str, Limit],
    taken: Callable[[Demands, dict[str, Option]], Taken],
) -> Iterator[Warning]:
    """Each limit against the least that each domain can bring, one option at a time."""
    if not limits:
        return
    found = {
        domain: [taken(demands, {domain: option}) for option in options] for domain, options in demands.options.items()
    }
    section = "camels" if kind.startswith("camels") else "babies"
    for scope, limit in sorted(limits.items()):
        uses = {
            domain: [limit_use(scope, limit.refused, limit.accepted, one) for one in options]
            for domain, options in found.items()
            if options
        }
        count = sum(min(len(use.counted) for use in options) for options in uses.values())
        burden = sum(min(use.burden_tenths for use in options) for options in uses.values())
        refused = sorted(domain for domain, options in uses.items() if all(use.refused for use in options))
        path = f"policy.{section}.{scope}"
        if limit.max is not None and count > limit.max:
            text = _("at most {most}, and every choice of targets brings at least {least}")
            text = text.format(most=limit.max, least=count)
            yield Warning(kind, f"{path}.max", text, {"most": limit.max, "least": count}, limit.is_hard)
        if limit.max_burden is not None and burden > 10 * limit.max_burden:
            text = _("at most {most} user-points, and every choice of targets brings at least {least}")
            text = text.format(most=limit.max_burden, least=burden / 10)
            data = {"most": limit.max_burden, "least": burden / 10}
            yield Warning(kind, f"{path}.max_burden", text, data, limit.is_hard)
        if refused:
            text = _("refused in {domains}, where every target brings one").format(domains=listed(refused))
            yield Warning(kind, f"{path}.refused", text, {"domains": refused}, limit.is_hard)
