"""Compiled: what each start week of a block costs at prices on rows, and how far chosen starts break the rows."""

from __future__ import annotations

from consolidate.bound.buckets import CLOSED
from consolidate.bound.flat import Broken, Flags, Flat, Ints, Tariff
from consolidate.bound.uses import AFTER, FROM
from consolidate.compiled import entry, inner


@inner
def span_of(kind: int, length: int, start: int, end: int, weeks: int) -> tuple[int, int]:
    """The weeks ``[first, stop)`` that a use takes of a step in ``[start, end)``."""
    if kind == AFTER:
        return min(end, weeks), min(end + length, weeks)
    if kind == FROM:
        return start, min(start + length, weeks)
    return start, min(end, weeks)


@inner
def cheapest(flat: Flat, tariff: Tariff, line: int, first: int, stop: int) -> int:
    """The pair that meets a use at the least price, the first of them where several do."""
    best: int = flat.pair[flat.use[line, 3]]
    least = tariff.pair[best, stop] - tariff.pair[best, first]
    for place in range(flat.use[line, 3] + 1, flat.use[line, 4]):
        pair = flat.pair[place]
        price = tariff.pair[pair, stop] - tariff.pair[pair, first]
        if price < least:
            best, least = pair, price
    return best


@entry
def price(flat: Flat, tariff: Tariff, windows: Ints, out: Ints) -> None:
    """Fill ``out[node, week]`` with the weight of each start in the node's window (first and last week, both in it)."""
    weeks, last = flat.base.shape[1], tariff.order.shape[1] - 1
    for node in range(flat.base.shape[0]):
        is_step = node < len(flat.table)
        for week in range(windows[node, 0], windows[node, 1] + 1):
            if not flat.open[node, week]:
                out[node, week] = CLOSED
                continue
            value = flat.base[node, week]
            if is_step:
                end = flat.end[flat.table[node], week]
                for line in range(flat.use_at[node], flat.use_at[node + 1]):
                    first, stop = span_of(flat.use[line, 1], flat.use[line, 2], week, end, weeks)
                    pair = cheapest(flat, tariff, line, first, stop)
                    value += flat.use[line, 0] * (tariff.pair[pair, stop] - tariff.pair[pair, first])
                for line in range(flat.pay_at[node], flat.pay_at[node + 1]):
                    payer, amount = flat.pay[line, 0], flat.pay[line, 1]
                    value += amount * (
                        tariff.by_end[payer, end] if flat.pays_end[node] else tariff.by_start[payer, week]
                    )
                for line in range(flat.before_at[node], flat.before_at[node + 1]):
                    row = flat.before[line]
                    value -= tariff.order[row, min(last, max(0, end + tariff.lag[row]))]
                for line in range(flat.after_at[node], flat.after_at[node + 1]):
                    value += tariff.order[flat.after[line], week]
            out[node, week] = value


@entry
def use(flat: Flat, tariff: Tariff, starts: Ints, years: tuple[Ints, Ints], broken: Broken, works: Flags) -> None:
    """Put what the starts of a block's steps use on the rows; ``years``: budget year of a start and of an end."""
    weeks, last = flat.base.shape[1], broken.order.shape[1]
    for node in range(len(flat.table)):
        start = starts[node]
        end = flat.end[flat.table[node], start]
        for line in range(flat.use_at[node], flat.use_at[node + 1]):
            first, stop = span_of(flat.use[line, 1], flat.use[line, 2], start, end, weeks)
            pair = cheapest(flat, tariff, line, first, stop)
            for week in range(first, stop):
                if works[pair, week]:
                    broken.week[tariff.resource[pair], week] += flat.use[line, 0]
        for line in range(flat.pay_at[node], flat.pay_at[node + 1]):
            year = years[1][end] if flat.pays_end[node] else years[0][start]
            broken.spent[flat.pay[line, 0], year] += flat.pay[line, 1]
        for line in range(flat.before_at[node], flat.before_at[node + 1]):
            row = flat.before[line]
            for week in range(max(0, end + tariff.lag[row]), last):
                broken.order[row, week] -= 1
        for line in range(flat.after_at[node], flat.after_at[node + 1]):
            for week in range(start, last):
                broken.order[flat.after[line], week] += 1
