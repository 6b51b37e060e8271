"""Is the code list full enough: what each further interview still adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from coding.codebook import PRESENCE
from coding.statistics.arrays import BoolArray, FloatArray, IndexArray
from coding.validation.material import Material, parts

__all__ = ["new_information", "saturation", "themes"]

RIVAL = "rival-explanation"


def themes(material: Material, *, subtypes_of: str = RIVAL) -> dict[str, BoolArray]:
    """
    What can be new in an interview, by kind.

    Parameters
    ----------
    material : Material
    subtypes_of : str
        Code whose subtypes are counted too, if the codebook has it.

    Returns
    -------
    dict of str to ndarray of bool, shape (interviews, items)
        "codes" (applied), "codes-presence" (each code with each presence), "subtypes". Items that
        occur nowhere are left out: full is what these interviews hold, not what the codebook has.
    """
    who, n = material.of_interview(), len(material.names)

    def seen(flags: BoolArray) -> BoolArray:
        return np.asarray(np.bincount(who, weights=flags, minlength=n) > 0, dtype=np.bool_)

    codes = [seen(material.flags(code)) for code in material.codes]
    both = [
        seen(material.flags(code, [presence])) for code in material.codes for presence in PRESENCE
    ]
    found = {"codes": _occurring(codes, n), "codes-presence": _occurring(both, n)}
    mine = material.codings[material.codings["code"] == subtypes_of]
    subs = sorted({sub for joined in mine["sub"] for sub in parts(joined)})
    if subs:
        pairs = zip(mine["document"], mine["sub"], strict=True)
        told = {(document, sub) for document, joined in pairs for sub in parts(joined)}
        table = [np.array([(name, sub) in told for name in material.names]) for sub in subs]
        found["subtypes"] = _occurring(table, n)
    return found


def _occurring(columns: Sequence[BoolArray], n: int) -> BoolArray:
    kept = [column for column in columns if column.any()]
    return np.array(kept, dtype=np.bool_).T if kept else np.zeros((n, 0), dtype=np.bool_)


def saturation(
    material: Material, *, orders: int = 1000, random_state: int = 0, subtypes_of: str = RIVAL
) -> pd.DataFrame:
    """
    Share of what occurs that has been seen after so many interviews (Fig12).

    Reaching 1 at the last interview is arithmetic, not saturation: everything counted occurs in
    these interviews. What matters is how flat the curve is before.

    Parameters
    ----------
    material : Material
    orders : int
        Random orders of interviews; and the order in which they stand.
    random_state : int
    subtypes_of : str

    Returns
    -------
    DataFrame
        One row a kind, scope and number of interviews: `kind ("codes", "codes-presence",
        "subtypes"), scope ("all" or a case), interviews, items (that occur in the scope), mean,
        low, high (2.5 and 97.5 per cent of the orders), real (in the order of the documents)`.
    """
    rng = np.random.default_rng(random_state)
    rows = []
    for scope, table in _scopes(material, themes(material, subtypes_of=subtypes_of)):
        for kind, items in table.items():
            n, number = items.shape
            if not number:
                continue
            curves = np.array([_curve(items, rng.permutation(n)) for _ in range(orders)])
            real = _curve(items, np.arange(n))
            low, high = np.quantile(curves, [0.025, 0.975], axis=0)
            rows += [
                {
                    "kind": kind,
                    "scope": scope,
                    "interviews": i + 1,
                    "items": number,
                    "mean": float(curves[:, i].mean()),
                    "low": float(low[i]),
                    "high": float(high[i]),
                    "real": float(real[i]),
                }
                for i in range(n)
            ]
    columns = ["kind", "scope", "interviews", "items", "mean", "low", "high", "real"]
    return pd.DataFrame(rows, columns=columns)


def _scopes(
    material: Material, found: Mapping[str, BoolArray]
) -> list[tuple[str, dict[str, BoolArray]]]:
    cases = np.array(list(material.attribute("case").values()), dtype=object)
    scopes: list[tuple[str, dict[str, BoolArray]]] = [("all", dict(found))]
    for case in dict.fromkeys(cases.tolist()):
        mine = cases == case
        if not case or mine.all():
            continue
        inside = {kind: items[mine] for kind, items in found.items()}
        scopes.append(
            (str(case), {kind: items[:, items.any(axis=0)] for kind, items in inside.items()})
        )
    return scopes


def _curve(items: BoolArray, order: IndexArray) -> FloatArray:
    seen = np.logical_or.accumulate(items[order], axis=0)
    return np.asarray(seen.mean(axis=1), dtype=np.float64)


def new_information(
    material: Material,
    *,
    base: int = 4,
    run_lengths: Sequence[int] = (2, 3),
    thresholds: Sequence[float] = (0.05, 0.0),
    orders: int = 1000,
    random_state: int = 0,
) -> pd.DataFrame:
    """
    New codes per run of interviews, as a share of what the base held (Tab14).

    Parameters
    ----------
    material : Material
    base : int
        Interviews the base is made of.
    run_lengths : sequence of int
        Interviews a run; the next run starts one interview later.
    thresholds : sequence of float
        A run adds little enough at or below this share.
    orders, random_state
        As in `saturation`.

    Returns
    -------
    DataFrame
        One row a kind of item, run length and run: `kind, run_length, run, interviews (so far),
        base_items (mean over orders), real (share of new items in the order of the documents),
        mean, low, high (over orders), at_most_5, at_most_0 (share of orders in which the run stays
        at or below that threshold)`. Empty with too few interviews.

    References
    ----------
    Guest, G., Namey, E., & Chen, M. (2020). A simple method to assess and report thematic
    saturation in qualitative research. PLOS ONE, 15(5), e0232076.
    """
    rng = np.random.default_rng(random_state)
    n = len(material.names)
    shuffled = [rng.permutation(n) for _ in range(orders)]
    rows = []
    for kind, items in themes(material).items():
        for length in run_lengths:
            for run, last in enumerate(range(base + length, n + 1), start=1):
                first = last - length
                shares = np.array([_added(items[order], base, first, last) for order in shuffled])
                low, high = np.quantile(shares, [0.025, 0.975])
                rows.append(
                    {
                        "kind": kind,
                        "run_length": length,
                        "run": run,
                        "interviews": last,
                        "base_items": float(
                            np.mean([items[order][:base].any(axis=0).sum() for order in shuffled])
                        ),
                        "real": _added(items, base, first, last),
                        "mean": float(shares.mean()),
                        "low": float(low),
                        "high": float(high),
                        **{
                            f"at_most_{round(100 * limit)}": float((shares <= limit).mean())
                            for limit in thresholds
                        },
                    }
                )
    return pd.DataFrame(rows)


def _added(items: BoolArray, base: int, first: int, last: int) -> float:
    """Items first seen in interviews first+1 to last, over those of the base."""
    new = items[first:last].any(axis=0) & ~items[:first].any(axis=0)
    held = items[:base].any(axis=0).sum()
    return float(new.sum() / held) if held else 0.0
