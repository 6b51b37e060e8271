"""
Agreement straight from the definitions: exact fractions, loops over pairs, no speed at all.

Written apart from the package, so that the two cannot share a mistake of technique. A table is a
list of rows, one a coder; None is missing. Every function returns a Fraction or None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

Table = Sequence[Sequence[Any]]
Delta = Callable[[Any, Any], Fraction]


def units(table: Table) -> list[list[Any]]:
    """Return the codings of each unit, missing ones left out."""
    return [[code for code in column if code is not None] for column in zip(*table, strict=True)]


def alpha(table: Table, delta: Delta) -> Fraction | None:
    """Krippendorff's alpha over pairs of codings, as in Krippendorff (2011)."""
    pairable = [unit for unit in units(table) if len(unit) >= 2]
    pool = [code for unit in pairable for code in unit]
    n = len(pool)
    if n == 0:
        return None
    observed = sum(
        (sum((delta(a, b) for a, b in permutations(unit, 2)), Fraction(0)) / (len(unit) - 1))
        for unit in pairable
    ) / Fraction(n)
    expected = sum((delta(a, b) for a, b in permutations(pool, 2)), Fraction(0)) / (n * (n - 1))
    return None if expected == 0 else 1 - observed / expected


def nominal(a: Any, b: Any) -> Fraction:
    """Differ or not."""
    return Fraction(a != b)


def interval(a: Any, b: Any) -> Fraction:
    """Squared difference."""
    return (Fraction(a) - Fraction(b)) ** 2


def ratio(a: Any, b: Any) -> Fraction:
    """Squared difference over the sum."""
    return Fraction(0) if a == b else ((Fraction(a) - Fraction(b)) / (Fraction(a) + b)) ** 2


def ordinal(table: Table) -> Delta:
    """Return the ordinal difference: codings between two codes, halves of the codes themselves."""
    counts = Counter(code for unit in units(table) if len(unit) >= 2 for code in unit)

    def delta(a: Any, b: Any) -> Fraction:
        low, high = min(a, b), max(a, b)
        between = sum(n for code, n in counts.items() if low <= code <= high)
        return (between - Fraction(counts[low] + counts[high], 2)) ** 2 if a != b else Fraction(0)

    return delta


def jaccard(a: frozenset[Any], b: frozenset[Any]) -> Fraction:
    """One minus common over all labels."""
    return Fraction(0) if not a | b else 1 - Fraction(len(a & b), len(a | b))


def dice(a: frozenset[Any], b: frozenset[Any]) -> Fraction:
    """One minus twice the common labels over the labels of both."""
    return Fraction(0) if not a | b else 1 - Fraction(2 * len(a & b), len(a) + len(b))


def masi(a: frozenset[Any], b: frozenset[Any]) -> Fraction:
    """One minus Jaccard times monotonicity (Passonneau 2006)."""
    if a == b:
        return Fraction(0)
    weight = Fraction(2, 3) if a <= b or b <= a else Fraction(1, 3)
    return 1 - (1 - jaccard(a, b)) * (weight if a & b else 0)


def multivalued(table: Table) -> Fraction | None:
    """Krippendorff & Craggs (2016), listing every pair of label sets."""
    pairable = [unit for unit in units(table) if len(unit) >= 2]
    pool = [code for unit in pairable for code in unit]
    if not pool:
        return None
    n = len(pool)
    used = Counter(label for labels in pool for label in labels)
    sizes = Counter(len(labels) for labels in pool)
    observed = sum(
        sum((dice(a, b) for a, b in permutations(unit, 2)), Fraction(0)) / (len(unit) - 1)
        for unit in pairable
    ) / Fraction(n)
    expected = Fraction(0)
    for c in sizes:
        for k in sizes:
            drawn = weighed = Fraction(0)
            for first in combinations(sorted(used), c):
                for second in combinations(sorted(used), k):
                    ways = Fraction(1)
                    for label in set(first) | set(second):
                        both = label in first and label in second
                        ways *= used[label] * (used[label] - 1) if both else used[label]
                    drawn += ways
                    weighed += ways * dice(frozenset(first), frozenset(second))
            if drawn:
                expected += Fraction(sizes[c] * sizes[k], n * n) * weighed / drawn
    return None if expected == 0 else 1 - observed / expected


def percent_agreement(table: Table) -> Fraction | None:
    """Mean over units of the share of agreeing pairs."""
    shares = [_agreeing(unit) for unit in units(table) if len(unit) >= 2]
    return sum(shares, Fraction(0)) / len(shares) if shares else None


def fleiss(table: Table) -> Fraction | None:
    """Fleiss' kappa with Gwet's generalisation to missing codings."""
    return _corrected(table, sum((p * p for p in _shares(table).values()), Fraction(0)))


def gwet(table: Table, q: int) -> Fraction | None:
    """Gwet's AC1 for q codes."""
    if q < 2:
        return None
    chance = sum((p * (1 - p) for p in _shares(table).values()), Fraction(0)) / (q - 1)
    return _corrected(table, chance)


def brennan_prediger(table: Table, q: int) -> Fraction | None:
    """Brennan & Prediger's kappa for q codes."""
    return None if q < 2 else _corrected(table, Fraction(1, q))


def conger(table: Table) -> Fraction | None:
    """Conger's kappa: the mean over pairs of coders of the product of their own shares."""
    own = []
    for row in table:
        coded = [code for code in row if code is not None]
        if not coded:
            return None
        own.append({code: Fraction(n, len(coded)) for code, n in Counter(coded).items()})
    pairs = list(combinations(own, 2))
    if not pairs:
        return None
    chance = sum(
        (sum((p * b.get(code, 0) for code, p in a.items()), Fraction(0)) for a, b in pairs),
        Fraction(0),
    ) / len(pairs)
    return _corrected(table, chance)


def cohen(table: Table, weight: Callable[[Any, Any], Fraction]) -> Fraction | None:
    """Cohen's kappa of the units both coded, with agreement weights."""
    both = [(a, b) for a, b in zip(*table, strict=True) if a is not None and b is not None]
    if not both:
        return None
    n = len(both)
    observed = sum((weight(a, b) for a, b in both), Fraction(0)) / n
    expected = sum((weight(a, b) for a, _ in both for _, b in both), Fraction(0)) / n**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def scott(table: Table) -> Fraction | None:
    """Scott's pi of the units both coded."""
    both = [(a, b) for a, b in zip(*table, strict=True) if a is not None and b is not None]
    if not both:
        return None
    pool = Counter(code for pair in both for code in pair)
    chance = sum((Fraction(n, 2 * len(both)) ** 2 for n in pool.values()), Fraction(0))
    observed = Fraction(sum(a == b for a, b in both), len(both))
    return None if chance == 1 else (observed - chance) / (1 - chance)


def specific(table: Table, category: Any) -> Fraction | None:
    """Of the ordered pairs that start with a code, the share that end with it."""
    pairs = [pair for unit in units(table) for pair in permutations(unit, 2)]
    starting = [pair for pair in pairs if pair[0] == category]
    return Fraction(sum(a == b for a, b in starting), len(starting)) if starting else None


def unitizing(
    spans: dict[str, list[tuple[int, int, str]]], length: int, kind: str, label: str | None = None
) -> Fraction | None:
    """u-alpha, |u-alpha, cu-alpha and (k)u-alpha, position by position."""
    if kind == "binary":
        spans = {
            coder: [(start, end, "") for start, end, what in found if label in (None, what)]
            for coder, found in spans.items()
        }
    cells = {coder: _positions(found, length) for coder, found in spans.items()}
    if kind in ("cu", "ku"):
        a, b = cells.values()
        seen = [(x, y) for x, y in zip(a, b, strict=True) if x and y]
        return _valued([(x[0], y[0]) for x, y in seen], seen, label if kind == "ku" else None)
    m, total = len(cells), len(cells) * length
    size = Counter(cell[0] if cell else None for row in cells.values() for cell in row)
    same = Counter((coder, cell) for coder, row in cells.items() for cell in row if cell)
    alone = sum(n * n for n in same.values()) + size[None]
    if total * total == alone or total * total == sum(n * n for n in size.values()):
        return None
    apart = sum(
        (x[0] if x else None) != (y[0] if y else None)
        for first, second in permutations(cells.values(), 2)
        for x, y in zip(first, second, strict=True)
    )
    observed = Fraction(apart, (m - 1) * total)
    return 1 - observed * (total * total - alone) / (total**2 - sum(n * n for n in size.values()))


def _positions(found: list[tuple[int, int, str]], length: int) -> list[tuple[str, int, int] | None]:
    """Name, for every position, the span it is in by its label and bounds."""
    cells: list[tuple[str, int, int] | None] = [None] * length
    for start, end, label in found:
        cells[start:end] = [(label, start, end)] * (end - start)
    return cells


def _valued(pairs: list[tuple[str, str]], seen: list[Any], label: str | None) -> Fraction | None:
    total = 2 * len(pairs)
    size = Counter(label for pair in pairs for label in pair)
    spans = Counter((coder, pair[coder]) for pair in seen for coder in (0, 1))
    same: Counter[str] = Counter()
    for (_, (name, *_bounds)), n in spans.items():
        same[name] += n * n
    if label is None:
        apart = Fraction(sum(a != b for a, b in pairs) * 2, total) if total else Fraction(0)
        room = total**2 - sum(n * n for n in size.values())
        return None if room == 0 else 1 - apart * (total**2 - sum(same.values())) / room
    if not size[label] or size[label] == total:
        return None
    apart = Fraction(sum((a == label) != (b == label) for a, b in pairs), size[label])
    drawn = size[label] * total - same[label]
    return 1 - apart * drawn / (size[label] * (total - size[label]))


def _agreeing(unit: list[Any]) -> Fraction:
    pairs = list(permutations(unit, 2))
    return Fraction(sum(a == b for a, b in pairs), len(pairs))


def _shares(table: Table) -> dict[Any, Fraction]:
    coded = [unit for unit in units(table) if unit]
    shares: dict[Any, Fraction] = {}
    for unit in coded:
        for code in unit:
            shares[code] = shares.get(code, Fraction(0)) + Fraction(1, len(unit) * len(coded))
    return shares


def _corrected(table: Table, chance: Fraction) -> Fraction | None:
    observed = percent_agreement(table)
    return None if observed is None or chance == 1 else (observed - chance) / (1 - chance)
