"""The table a supervisor acts on: one row a code, worst first, and the figures on whole sets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, cast

import numpy as np
import pandas as pd

from coding.codebook import Codebook
from coding.codings import Codings
from coding.codings.judgements import MISSING, NOT_APPLIED
from coding.estimate import Estimate
from coding.reliability.arrays import Sets, Table, label_sets, numbered, pairs_of, yes_or_no
from coding.reliability.comparison import Comparison, compare
from coding.reliability.words import coverage_note, reading_note, reflexive_note
from coding.settings import Coder
from coding.statistics import (
    bootstrap,
    bootstrap_codes,
    gwet_ac1,
    krippendorff_alpha,
    multivalued_alpha,
    percent_agreement,
    specific_agreement,
)
from coding.statistics.ratings import RatingsLike
from coding.statistics.set_bootstrap import bootstrap_sets

__all__ = ["REPLICATES", "Summary", "summarise", "summary"]

REPLICATES = 1000
_APPLIED, _PRESENT = "applied", "present"
# columns of the table: what is read first, the shares of each coder, the rest
_FIRST = ["code", "alpha", "low", "high", "positive", "negative", "ac1"]
_FIRST += ["applied", "units", "unknown"]
_LAST = ["present_alpha", "present_low", "present_high", "same_presence", "percent"]
_LAST += ["unit_low", "unit_high", "both", "differ", "neither", "undefined", "reason"]
_RANK_DIGITS = 9  # ranks use rounded values, ties by id (C8)


@dataclass(frozen=True, slots=True)
class Summary:
    """
    Agreement of a study.

    Attributes
    ----------
    comparison : Comparison
        What it rests on.
    table : DataFrame
        One row a code; see `summarise`.
    overall : DataFrame
        Agreement on the whole set of codes of a unit.
    estimates : DataFrame
        Every figure of the two with its method, counts, replicates and seed: the columns of an
        `Estimate` after `code, value, coefficient, resample`.
    replicates, seed : int
    """

    comparison: Comparison
    table: pd.DataFrame
    overall: pd.DataFrame
    estimates: pd.DataFrame
    replicates: int
    seed: int

    @property
    def worst(self) -> str:
        """
        The code to start with: the lowest lower bound; empty where nothing could be computed.

        In a reflexive study the one coders differ on most.
        """
        table = self.table
        if not self.comparison.reflexive:
            table = table[table["alpha"].notna()]
        return str(table["code"].iloc[0]) if len(table) else ""

    def note(self, language: str) -> str:
        """
        What stands under the table: who coded, which number to read when, what 95 % covers.

        Parameters
        ----------
        language : {'nl', 'en'}
        """
        said = [self.comparison.announcement(language)]
        if self.comparison.reflexive:
            said.append(reflexive_note(language))
        else:
            groups = len({*_shared_documents(self.comparison)})
            said.append(reading_note(language))
            said.append(coverage_note(language, groups=groups, replicates=self.replicates))
        return " ".join(filter(None, said))


def summary(
    codings: Codings,
    units: pd.DataFrame,
    codebook: Codebook,
    *,
    texts: Mapping[str, str],
    coders: Sequence[Coder],
    fictive: bool,
    rounds: Collection[str] | None = None,
    only: Collection[str] | None = None,
    imports: bool = False,
    reflexive: bool = False,
    replicates: int = REPLICATES,
    seed: int = 1,
) -> Summary:
    """
    Compare coders: `compare` and `summarise` in one; see there for parameters and columns.

    Raises
    ------
    CodingError
        For a coder who is not declared, and for a model among the coders of a real study.
    """
    comparison = compare(
        codings,
        units,
        codebook,
        texts=texts,
        coders=coders,
        fictive=fictive,
        rounds=rounds,
        only=only,
        imports=imports,
        reflexive=reflexive,
    )
    return summarise(comparison, replicates=replicates, seed=seed)


def summarise(comparison: Comparison, *, replicates: int = REPLICATES, seed: int = 1) -> Summary:
    """
    Work out agreement per code and on whole sets.

    Parameters
    ----------
    comparison : Comparison
    replicates : int
        Of each bootstrap.
    seed : int

    Returns
    -------
    Summary
        `table` has one row a code, ordered by the lower bound of alpha (by interview; ties by
        code), undefined ones last: `code, alpha, low, high` (nominal 95 %, interviews drawn),
        `positive, negative` (specific agreement), `ac1`, `applied` (units to which at least one
        coder applied it, of) `units` (read by two or more), `unknown` (units read by fewer),
        `prevalence_<coder>` (share of the units that count), `present_alpha, present_low,
        present_high` (the same of the code as present), `same_presence` (of pairs that both applied
        it), `percent` (agreeing pairs of coders, averaged over units), `unit_low, unit_high`
        (interval of alpha, units drawn), `both, differ, neither` (pairs of coders), `undefined`
        (replicates by interview without a value), `reason`, `coded_by`. `overall` has `coded_as`
        (`applied` or `present`), `coefficient, estimate` and the same intervals for whole sets of
        codes. In a reflexive study the coefficients are left out and the order is by the number of
        pairs that differ.
    """
    tables = {code: yes_or_no(comparison, code, value=_APPLIED) for code in comparison.own.codes}
    present = {code: yes_or_no(comparison, code, value=_PRESENT) for code in comparison.own.codes}
    counts = pd.DataFrame(
        [_counts(comparison, code, tables[code]) for code in tables],
        columns=_count_columns(comparison),
    )
    if comparison.reflexive:
        ordered = counts.sort_values(["differ", "code"], ascending=[False, True], kind="stable")
        table = comparison.marked(ordered.reset_index(drop=True))
        empty = pd.DataFrame(columns=["coefficient", "value"])
        return Summary(comparison, table, empty, empty, replicates, seed)
    documents = list(comparison.own.documents)
    found: dict[tuple[str, str, str, str], Estimate] = {}
    for value, codes in ((_APPLIED, tables), (_PRESENT, present)):
        for resample in ("cluster", "unit"):
            groups = documents if resample == "cluster" else None
            options: dict[str, Any] = {
                "resample": resample,
                "groups": groups,
                "replicates": replicates,
                "random_state": seed,
            }
            for code, name, one in _estimates(codes, options):
                found[code, value, name, resample] = one
        for name, resample, one in _on_sets(comparison, value, replicates=replicates, seed=seed):
            found["", value, name, resample] = one
    table = comparison.marked(_ordered(_laid_out(counts, found, list(tables))))
    overall = comparison.marked(_overall(found))
    return Summary(comparison, table, overall, _long(comparison, found), replicates, seed)


def _estimates(
    codes: Mapping[str, Table], options: dict[str, Any]
) -> list[tuple[str, str, Estimate]]:
    """Every coefficient of every code; the two specific agreements share a name, so one by one."""
    asked: list[tuple[Callable[..., Estimate], str]] = [
        (krippendorff_alpha, "alpha"),
        (percent_agreement, "percent"),
        (partial(gwet_ac1, categories=[0, 1]), "ac1"),
    ]
    keyed = cast("Mapping[Hashable, RatingsLike]", codes)
    made = bootstrap_codes(keyed, [one for one, _ in asked], **options)
    names = {"krippendorff_alpha": "alpha", "percent_agreement": "percent", "gwet_ac1": "ac1"}
    found = [
        (str(code), names[name], _explained(one, codes[str(code)]))
        for (code, name), one in made.items()
    ]
    for category, name in ((1, "positive"), (0, "negative")):
        one_of = partial(specific_agreement, category=category)
        made = bootstrap_codes(keyed, [one_of], **options)
        found += [(str(code), name, one) for (code, _), one in made.items()]
    return found


def _explained(one: Estimate, table: Table) -> Estimate:
    """Say "nobody applied it" where the statistics room says that only 0 was used."""
    if one.value is not None:
        return one
    shared = table[:, (~np.isnan(table)).sum(axis=0) >= 2]
    values = {*shared[~np.isnan(shared)].tolist()}
    if len(values) != 1:
        return one
    always = "everybody applied it wherever" if values == {1.0} else "nobody applied it where"
    return replace(one, reason=f"{always} two coders read: nothing varies")


def _on_sets(
    comparison: Comparison, value: str, *, replicates: int, seed: int
) -> list[tuple[str, str, Estimate]]:
    """Coefficient, resample and figure on whole sets of codes."""
    sets = label_sets(comparison, value=value)
    documents = list(comparison.own.documents)
    masi = bootstrap_sets(sets, groups=documents, replicates=replicates, random_state=seed)
    found = [("alpha_masi", name, one) for name, one in masi.items()]
    asked: list[tuple[str, Callable[..., Estimate], Table | Sets]] = [
        ("percent_same_set", percent_agreement, numbered(sets))
    ]
    if value == _APPLIED:
        asked.append(("alpha_multivalued", multivalued_alpha, sets))
    for title, coefficient, ratings in asked:
        for name, groups in (("cluster", documents), ("unit", None)):
            options: dict[str, Any] = {"replicates": replicates, "random_state": seed}
            one = bootstrap(ratings, coefficient, resample=name, groups=groups, **options)  # type: ignore[arg-type]  # one of the two words
            found.append((title, name, one))
    return found


def _count_columns(comparison: Comparison) -> list[str]:
    shares = [f"prevalence_{coder}" for coder in comparison.coders]
    first = ["code", *shares, "units", "applied", "both", "differ", "neither"]
    return [*first, "unknown", "same_presence"]


def _counts(comparison: Comparison, code: str, table: Table) -> dict[str, object]:
    known = ~np.isnan(table)
    counting = known.sum(axis=0) >= 2
    used = np.nan_to_num(table) > 0
    row: dict[str, object] = {"code": code}
    for i, coder in enumerate(comparison.coders):
        mine = known[i] & counting
        row[f"prevalence_{coder}"] = float(used[i, mine].mean()) if mine.any() else None
    both, differ, neither = pairs_of(table)
    cells = comparison.own.cells[:, :, comparison.own.code(code)]
    return row | {
        "units": int(counting.sum()),
        "applied": int((used.any(axis=0) & counting).sum()),
        "both": both,
        "differ": differ,
        "neither": neither,
        "unknown": int((~counting).sum()),
        "same_presence": _same_presence(cells),
    }


def _same_presence(cells: np.ndarray[Any, np.dtype[np.int8]]) -> float | None:
    same = total = 0
    for i in range(len(cells)):
        for j in range(i + 1, len(cells)):
            both = (cells[i] > NOT_APPLIED) & (cells[j] > NOT_APPLIED)
            total += int(both.sum())
            same += int((cells[i][both] == cells[j][both]).sum())
    return same / total if total else None


def _laid_out(
    counts: pd.DataFrame, found: Mapping[tuple[str, str, str, str], Estimate], codes: Sequence[str]
) -> pd.DataFrame:
    rows = []
    for code in codes:
        one = found[code, _APPLIED, "alpha", "cluster"]
        by_unit = found[code, _APPLIED, "alpha", "unit"]
        present = found[code, _PRESENT, "alpha", "cluster"]
        rows.append(
            {
                "alpha": one.value,
                "low": one.low,
                "high": one.high,
                "unit_low": by_unit.low,
                "unit_high": by_unit.high,
                **{
                    name: found[code, _APPLIED, name, "cluster"].value
                    for name in ("percent", "positive", "negative", "ac1")
                },
                "present_alpha": present.value,
                "present_low": present.low,
                "present_high": present.high,
                "undefined": one.undefined,
                "reason": one.reason,
            }
        )
    figures = pd.DataFrame(rows, index=counts.index)
    real = [name for name in figures.columns if name not in {"undefined", "reason"}]
    figures[real] = figures[real].astype("Float64")
    figures["undefined"] = figures["undefined"].astype("Int64")
    figures["reason"] = figures["reason"].astype("str").where(figures["reason"].notna(), None)
    both = pd.concat([counts, figures], axis=1)
    shown = [name for name in counts.columns if str(name).startswith("prevalence_")]
    both[[*shown, "same_presence"]] = both[[*shown, "same_presence"]].astype("Float64")
    return both[[*_FIRST, *shown, *_LAST]]


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    bound = table["low"].fillna(table["unit_low"]).astype("float64").round(_RANK_DIGITS)
    value = table["alpha"].astype("float64").round(_RANK_DIGITS)
    keys = pd.DataFrame({"bound": bound, "value": value, "code": table["code"]})
    # a value without an interval comes after those with one, no value at all last
    keys["none"] = keys["bound"].isna().astype(int) + keys["value"].isna().astype(int)
    order = keys.sort_values(["none", "bound", "value", "code"], kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _overall(found: Mapping[tuple[str, str, str, str], Estimate]) -> pd.DataFrame:
    rows = []
    for (code, value, name, resample), one in found.items():
        if code or resample != "cluster":
            continue
        by_unit = found[code, value, name, "unit"]
        rows.append(
            {
                "coded_as": value,
                "coefficient": name,
                "estimate": one.value,
                "low": one.low,
                "high": one.high,
                "unit_low": by_unit.low,
                "unit_high": by_unit.high,
                "units": one.n_units,
                "codings": one.n_pairable,
                "reason": one.reason,
            }
        )
    made = pd.DataFrame(rows)
    figures = ["estimate", "low", "high", "unit_low", "unit_high"]
    made[figures] = made[figures].astype("Float64")
    return made


def _long(
    comparison: Comparison, found: Mapping[tuple[str, str, str, str], Estimate]
) -> pd.DataFrame:
    rows = []
    for (code, value, name, resample), one in found.items():
        fields = asdict(one)
        # `value` is the name of a field too: here it says applied or present
        row = {"code": code or "(sets)", "what": value, "coefficient": name, "resample": resample}
        rows.append(row | fields)
    frame = pd.DataFrame(rows)
    numbers = ["value", "low", "high", "level", "se"]
    whole = ["n_units", "n_pairable", "n_groups", "n_coders", "replicates", "undefined", "seed"]
    frame[numbers] = frame[numbers].astype("Float64")
    frame[whole] = frame[whole].astype("Int64")
    return comparison.marked(frame)


def _shared_documents(comparison: Comparison) -> list[str]:
    known = (comparison.own.cells != MISSING).any(axis=2).sum(axis=0) >= 2
    return [name for name, yes in zip(comparison.own.documents, known, strict=True) if yes]
