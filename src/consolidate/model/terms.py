"""Terms: linear expressions that know their range and, where a plan is given, their value in it.

The value is what makes every hint complete: each auxiliary variable is created from terms, so its value in the
given plan follows from theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import BoundedLinearExpression, LinearExpr, Literal

Expr = LinearExpr | int


class Term(NamedTuple):
    """An expression with its range ``[lo, hi]`` (both ends count) and its value in the given plan, if any."""

    expr: Expr
    lo: int
    hi: int
    value: int | None = None

    @property
    def fixed(self) -> bool:
        """Whether there is nothing to decide."""
        return self.lo == self.hi

    def plus(self, number: int) -> Term:
        """The term and a constant."""
        value = None if self.value is None else self.value + number
        return Term(self.expr + number, self.lo + number, self.hi + number, value)


def constant(number: int) -> Term:
    """A term with nothing to decide."""
    return Term(number, number, number, number)


class Priced(NamedTuple):
    """A part of the objective, exact: ``factor × table[at]`` (its first or last entry outside) × ``condition``."""

    factor: int
    table: Sequence[int]
    at: Term
    condition: Term

    def fine(self, value: Callable[[Term], int]) -> int:
        """The amount, in hundred-thousandths, where ``value`` says what terms are."""
        times = value(self.condition)
        return times and times * self.factor * self.table[min(max(value(self.at), 0), len(self.table) - 1)]


TRUE = constant(1)
FALSE = constant(0)


class Builder:
    """A CP-SAT model under construction, with conditions, products and tables in terms."""

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self.cost: list[Expr] = []
        self._elements: dict[tuple[int, int], Term] = {}
        self._products: dict[tuple[int, int], Term] = {}
        self._alive: list[object] = []

    # --- variables ------------------------------------------------------------------------------------

    def whole(self, lo: int, hi: int, value: int | None, name: str = "") -> Term:
        """A whole number in ``[lo, hi]``."""
        if lo == hi:
            return constant(lo)
        variable = self.model.new_int_var(lo, hi, name)
        return self._hinted(variable, lo, hi, value)

    def among(self, values: Iterable[int], value: int | None, name: str = "") -> Term:
        """A whole number out of a set."""
        domain = cp_model.Domain.from_values(sorted(values))
        lo, hi = domain.min(), domain.max()
        if lo == hi:
            return constant(lo)
        return self._hinted(self.model.new_int_var_from_domain(domain, name), lo, hi, value)

    def flag(self, value: int | bool | None, name: str = "") -> Term:
        """A yes or no."""
        return self._hinted(self.model.new_bool_var(name), 0, 1, None if value is None else int(value))

    def _hinted(self, variable: cp_model.IntVar, lo: int, hi: int, value: int | None) -> Term:
        if value is not None and lo <= value <= hi:
            self.model.add_hint(variable, value)
            return Term(variable, lo, hi, value)
        return Term(variable, lo, hi)

    # --- conditions -----------------------------------------------------------------------------------

    def require(self, relation: BoundedLinearExpression | bool, *conditions: Term) -> None:
        """A relation that holds wherever all conditions (terms of 0 or 1) do."""
        if any(condition.hi == 0 for condition in conditions) or relation is True:
            return
        literals = [literal(condition) for condition in conditions if condition.lo == 0]
        if relation is False:
            self.model.add_bool_or([~one for one in literals])
            return
        added = self.model.add(relation)
        if literals:
            added.only_enforce_if(literals)

    def require_among(self, term: Term, values: Iterable[int], *conditions: Term) -> None:
        """A term is out of a set wherever all conditions hold."""
        allowed = sorted(values)
        if any(condition.hi == 0 for condition in conditions):
            return
        if term.fixed or not allowed:
            self.require(bool(term.fixed and term.lo in set(allowed)), *conditions)
            return
        literals = [literal(condition) for condition in conditions if condition.lo == 0]
        domain = cp_model.Domain.from_values(allowed)
        added = self.model.add_linear_expression_in_domain(term.expr, domain)
        if literals:
            added.only_enforce_if(literals)

    def all_of(self, first: Term, second: Term) -> Term:
        """Whether both hold."""
        if first.fixed:
            return second if first.lo else FALSE
        if second.fixed:
            return first if second.lo else FALSE
        return self.product(second, first)

    def any_of(self, terms: Sequence[Term]) -> Term:
        """Whether one of several, of which at most one can hold, does."""
        open_terms = [term for term in terms if term.hi == 1]
        if any(term.lo == 1 for term in open_terms):
            return TRUE
        if len(open_terms) <= 1:
            return open_terms[0] if open_terms else FALSE
        values = [term.value for term in open_terms]
        value = None if any(one is None for one in values) else int(any(values))
        joined = self.flag(value)
        self.model.add(joined.expr == sum(term.expr for term in open_terms))
        return joined

    # --- derived terms --------------------------------------------------------------------------------

    def product(self, term: Term, condition: Term) -> Term:
        """``term`` where the condition holds, else 0: the exact hull of the product."""
        if condition.fixed:
            return term if condition.lo else constant(0)
        if term.fixed:
            value = None if condition.value is None else condition.value * term.lo
            return Term(condition.expr * term.lo, min(0, term.lo), max(0, term.lo), value)
        key = (id(term.expr), id(condition.expr))
        if key not in self._products:
            known = term.value is not None and condition.value is not None
            value = (term.value or 0) * (condition.value or 0) if known else None
            result = self.whole(min(0, term.lo), max(0, term.hi), value)
            self.model.add(result.expr == term.expr).only_enforce_if(literal(condition))
            self.model.add(result.expr <= term.hi * condition.expr)
            self.model.add(result.expr >= term.lo * condition.expr)
            self._products[key] = result
            self._alive.append((term.expr, condition.expr))
        return self._products[key]

    def looked_up(self, table: Sequence[int], index: Term) -> Term:
        """``table[index]``, its first or last entry where the index lies outside."""
        lo, hi, last = index.lo, index.hi, len(table) - 1
        if lo == hi:
            return constant(table[min(max(lo, 0), last)])
        key = (id(table), id(index.expr))
        if key not in self._elements:
            inside = lo >= 0 and hi <= last
            part = list(table[lo : hi + 1]) if inside else [table[min(max(at, 0), last)] for at in range(lo, hi + 1)]
            value = None if index.value is None else part[min(max(index.value, lo), hi) - lo]
            result = self.whole(min(part), max(part), value)
            self.model.add_element(index.expr - lo, part, result.expr)
            self._elements[key] = result
            self._alive.append((table, index.expr))
        return self._elements[key]

    def highest(self, terms: Sequence[Term]) -> Term:
        """The largest of several."""
        return self._extreme(terms, highest=True)

    def lowest(self, terms: Sequence[Term]) -> Term:
        """The smallest of several."""
        return self._extreme(terms, highest=False)

    def _extreme(self, terms: Sequence[Term], *, highest: bool) -> Term:
        choose = max if highest else min
        lo, hi = choose(term.lo for term in terms), choose(term.hi for term in terms)
        if len(terms) == 1:
            return terms[0]
        if lo == hi:
            return constant(lo)
        values = [term.value for term in terms if term.value is not None]
        result = self.whole(lo, hi, choose(values) if len(values) == len(terms) else None)
        open_terms = [term.expr for term in terms if not term.fixed]
        if any(term.fixed for term in terms):  # of constants one counts
            open_terms.append(choose(term.lo for term in terms if term.fixed))
        if highest:
            self.model.add_max_equality(result.expr, open_terms)
        else:
            self.model.add_min_equality(result.expr, open_terms)
        return result

    def at_least(self, term: Term, number: int) -> Term:
        """1 exactly where a term reaches a number."""
        if term.lo >= number:
            return TRUE
        if term.hi < number:
            return FALSE
        result = self.flag(None if term.value is None else term.value >= number)
        self.model.add(term.expr >= number).only_enforce_if(literal(result))
        self.model.add(term.expr < number).only_enforce_if(~literal(result))
        return result

    def excess(self, term: Term, limit: int) -> Term:
        """By how much a term passes a limit: max(0, term − limit), exact."""
        if term.hi <= limit:
            return constant(0)
        return self.highest([term.plus(-limit), constant(0)])


def literal(condition: Term) -> Literal:
    """The literal of a condition that is still open."""
    assert isinstance(condition.expr, Literal)
    return condition.expr


def negation(condition: Term) -> Term:
    """The condition that another does not hold."""
    if condition.fixed:
        return constant(1 - condition.lo)
    return Term(~literal(condition), 0, 1, None if condition.value is None else 1 - condition.value)


def total(terms: Iterable[Term]) -> Term:
    """The sum of terms."""
    listed = list(terms)
    values = [term.value for term in listed]
    value = None if any(one is None for one in values) else sum(one for one in values if one is not None)
    return Term(
        sum((term.expr for term in listed), 0), sum(term.lo for term in listed), sum(term.hi for term in listed), value
    )


def times(term: Term, factor: int) -> Term:
    """A term times a number that is not negative."""
    value = None if term.value is None else term.value * factor
    return Term(term.expr * factor, term.lo * factor, term.hi * factor, value)
