"""
Make the pictures of docs/desk.md and its table of keys, from the demonstration study.

    python tools/desk_pictures.py            # pictures and table (needs Chromium)
    python tools/desk_pictures.py --keys     # the table only

The pictures show desks for practice: nothing is written to a log of the study.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "desk.md"
PICTURES = ROOT / "docs" / "desk"
OPENS, CLOSES = "<!-- keys: made by tools/desk_pictures.py -->", "<!-- end of keys -->"

_SIGNS = {" ": "Space", "ArrowDown": "↓", "ArrowUp": "↑", "ArrowLeft": "←", "ArrowRight": "→"}


def key_table() -> str:
    """Lay every key out as Markdown, group by group."""
    from coding.desk.keys import GROUPS, KEYS

    lines = []
    for group, (_, title) in GROUPS.items():
        lines += ["", f"**{title}**", "", "| keys | does |", "|---|---|"]
        for key in KEYS:
            if key.group == group:
                lines.append(f"| {_named(key.keys)} | {key.en} |")
    return "\n".join(lines[1:])


def _named(names: tuple[str, ...]) -> str:
    if names == tuple("123456789"):
        return "`1` … `9`"
    shown = ["+".join(_SIGNS.get(part, part) for part in _parts(name)) for name in names]
    return " ".join(f"`{name}`" for name in shown)


def _parts(name: str) -> list[str]:
    return [name] if len(name) == 1 else name.split("+")


def write_keys() -> None:
    """Put the table into the page, between its marks."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(OPENS)
    after = rest.split(CLOSES)[1]
    PAGE.write_text(f"{before}{OPENS}\n\n{key_table()}\n\n{CLOSES}{after}", encoding="utf-8")


def _press(page: Any, *keys: str) -> None:
    for key in keys:
        if len(key) > 1 and key.islower():
            page.keyboard.type(key)
        else:
            page.keyboard.press(key)
        page.wait_for_timeout(60)
    page.wait_for_function("() => !document.querySelector('.coding-desk').matches('.writing')")


def _save(page: Any, name: str) -> None:
    page.wait_for_timeout(300)
    page.locator(".coding-desk").screenshot(path=str(PICTURES / f"{name}.png"))


def _replay(desk: Any, study: Any, *, document: int, units: int) -> None:
    """
    Let the desk for practice decide what coder A decided on the first units of a document.

    Every second coding is given to the first sentence only, so that passages show.
    """
    page = desk.session.page(document)
    codings = _coded(study, page)
    given: list[str] = []
    for index, unit in enumerate(page.units[:units]):
        where = {"doc": document, "unit": index}
        rows = codings[(codings["start"] < unit.end) & (codings["start"] >= unit.start)]
        for number, row in enumerate(rows.itertuples()):
            stop = page.text.find(". ", unit.start + 40, unit.end) + 1
            end = stop if number % 2 and stop else row.end
            span = [page.positions.to_utf16(row.start), page.positions.to_utf16(end)]
            code = {"do": "code", "code": row.code, "presence": row.presence, "span": span}
            reply = desk.answer({**where, **code})
            if reply["ok"]:
                given.append(reply["chosen"])
        if index < units - 1:
            desk.answer({**where, "do": "done"})
    here = {"doc": document, "unit": units - 1}
    change = {"do": "change", "attr": "modality", "values": ["experience"], "id": given[-1]}
    given[-1] = desk.answer({**here, **change})["chosen"]
    desk.answer({**here, "do": "relate", "from": given[-2], "to": given[-1], "type": "leads-to"})
    note = "Komt dit terug bij de andere kant?"
    desk.answer({"do": "memo", "doc": document, "unit": units - 2, "note": note})
    desk.answer({**here, "do": "go"})


def _coded(study: Any, page: Any) -> Any:
    codings = study.coded.codings
    return codings[(codings["coder"] == "A") & (codings["document"] == page.document)]


def _liveliest(desk: Any, study: Any, *, units: int) -> int:
    """The interview whose last shown units coder A gave most codes."""
    counts = []
    for number in range(18):
        page = desk.session.page(number)
        starts = _coded(study, page)["start"]
        near = page.units[units - 4 : units + 1]
        last = page.units[units - 1]
        on_last = int(((starts >= last.start) & (starts < last.end)).sum())
        around = int(((starts >= near[0].start) & (starts < near[-1].start)).sum())
        counts.append((min(on_last, 3), around))
    return counts.index(max(counts))


def make_pictures() -> None:
    """Open desks for practice on the demonstration study and take their pictures."""
    sys.path.insert(0, str(ROOT / "tools"))
    from desk_stage import chromium, stage

    import coding
    from coding.suggest import StudySuggester

    PICTURES.mkdir(exist_ok=True)
    study = coding.open_study(ROOT)
    size: dict[str, Any] = {"width": 1360, "height": 900}
    with chromium() as browser:
        for name, dark in (("light", False), ("dark", True)):
            desk: Any = coding.Desk(study)
            _replay(desk, study, document=_liveliest(desk, study, units=12), units=12)
            page = stage(browser, desk, dark=dark, **size)
            page.focus(".coding-desk .transcript")
            _press(page, "k", "j")
            _save(page, name)
            if not dark:
                _press(page, "?")
                _save(page, "keys")
            page.close()
            desk.close()
        suggester = StudySuggester(study, coder="A")
        desk = coding.Desk(study, suggester=suggester)
        most = max(suggester.frame["unit"], key=lambda unit: len(suggester.ranked(unit)))
        document, unit = desk.session.where(most)
        desk.answer({"do": "go", "doc": document, "unit": unit})
        page = stage(browser, desk, **size)
        page.focus(".coding-desk .transcript")
        _press(page, "e")
        page.wait_for_selector(".reasons")
        _save(page, "suggestions")
        page.close()
        desk.close()
        desk = coding.Desk(study, adjudicate=("A", "B"))
        desk.session._others = []  # noqa: SLF001  # as it looks before anybody judged
        dispute = next(d for d in desk.session.disputes if d.document == "RP1" and all(d.presences))
        document = desk.session.documents.index("RP1")
        unit = desk.session.page(document).index[dispute.unit]
        desk.answer({"do": "go", "doc": document, "unit": 0})
        desk.answer({"do": "go", "doc": document, "unit": unit})
        page = stage(browser, desk, **size)
        page.focus(".coding-desk .transcript")
        _save(page, "adjudication")
        page.close()
        desk.close()


def main() -> None:
    """Make what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().split("\n", 1)[0])
    parser.add_argument("--keys", action="store_true", help="only the table of keys")
    if not parser.parse_args().keys:
        make_pictures()
    write_keys()


if __name__ == "__main__":
    main()
