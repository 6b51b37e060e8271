"""What an import would do, in words for a person: every loss by kind and count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from coding.corpus.transcripts import label_counts
from coding.exchange.incoming import Import

__all__ = ["import_report"]

_SHOWN = 8
_SPEAKS = 3


def import_report(found: Import) -> list[str]:
    """
    Say what an import brings and what it cannot carry.

    Parameters
    ----------
    found : Import

    Returns
    -------
    list of str
    """
    project = found.project
    lines = [f"{project.name} ({project.origin or 'the file does not say from which program'})"]
    if project.sources:
        lines.append(str(found.detected))
    lines += _documents(found)
    lines += _codes(found)
    lines += _coders(found)
    lines += [f"notice: {line}" for line in found.losses.notices]
    if found.losses.counts:
        total = sum(found.losses.counts.values())
        lines += [f"not carried over ({total}):", *found.losses.lines()]
    else:
        lines.append("everything in the file is carried over")
    return lines


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return shown + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def _documents(found: Import) -> Iterator[str]:
    new = [coming.canonical.document for coming in found.documents]
    here = list(found.matched.values())
    yield (
        f"documents: {len(new)} new"
        + (f" ({_some(new)})" if new else "")
        + (f", {len(here)} that the study has ({_some(here)})" if here else "")
    )
    silent = [c.canonical for c in found.documents if set(c.canonical.turns["speaker"]) == {"text"}]
    labels: Counter[str] = Counter()
    for one in silent:
        labels.update({k: n for k, n in label_counts(one.text).items() if n >= _SPEAKS})
    if labels:
        said = ", ".join(f"{label!r} {n}x" for label, n in labels.most_common(_SHOWN))
        yield (
            f"  {len(silent)} documents name no known speaker; these look like labels: {said}"
            "\n  hint: say who is who with --interviewer and --respondent, before units are cut"
        )


def _codes(found: Import) -> Iterator[str]:
    new = [str(entry["id"]) for entry in found.entries]
    known = len(set(found.codes.values()) - set(new))
    if found.codes:
        yield (
            f"codes: {len(new)} new"
            + (f" ({_some(new)})" if new else "")
            + (f", {known} of the codebook" if known else "")
        )


def _coders(found: Import) -> Iterator[str]:
    yield f"codings: {found.codings}"
    for coder in sorted({*found.events, *found.later}):
        events = [*found.events.get(coder, ()), *(x.event for x in found.later.get(coder, ()))]
        counts = Counter(event.do for event in events)
        parts = [f"{n} {_NAMES.get(do, do)}" for do, n in sorted(counts.items())]
        name = found.coders.get(coder, {}).get("name", "")
        yield f"  {coder}" + (f" ({name})" if name else "") + f": {', '.join(parts) or 'nothing'}"
    done = {(c, e.doc) for c, events in found.events.items() for e in events if e.do == "done"}
    coded = {(c, e.doc) for c, events in found.events.items() for e in events if e.do == "import"}
    if open_ := coded - done:
        yield (
            f"  {len(open_)} of {len(coded | done)} pairs of coder and document are not said to be"
            " fully coded: what was not coded there counts as unknown, not as no"
            "\n  hint: --complete DOC (or all) where a document was read for every code"
        )


_NAMES = {
    "import": "codings",
    "memo": "memos",
    "done": "documents read in full",
    "stance": "stances",
    "relate": "links",
}
