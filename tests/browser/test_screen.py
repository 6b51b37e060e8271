"""The screen in real Chromium, answered by the real session: keys, passages, honesty, access."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from desk_stage import stage
from playwright.sync_api import expect

import coding
import desk_builders
from coding.desk import KEYS

HERE = ".coding-desk .unit.here"


def acts(study: Any, coder: str = "A") -> list[dict[str, Any]]:
    path = study.path("corpus", "codings", f"{coder}.jsonl")
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        e
        for e in found
        if e["do"] not in {"codebook", "memo"} or "unmasked" not in e.get("note", "")
    ]


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def settled(page: Any) -> None:
    """Wait until every decision is answered."""
    page.wait_for_function("!document.querySelector('.coding-desk').matches('.writing')")


def test_coding_by_keyboard_alone(show, study) -> None:
    """Search and Enter, a digit, presence, no code, skip, done, undo: screen and log agree."""
    page, _ = show()
    press(page, "/")
    page.keyboard.type("help")
    press(page, "Enter")
    expect(page.locator(f"{HERE} .chip")).to_have_text("helping")
    press(page, "-")
    expect(page.locator(f"{HERE} .chip")).to_have_text("helping−")
    press(page, "Enter")
    expect(page.locator(HERE)).to_have_attribute("data-i", "1")
    press(page, "1", "d", "0", "s", "u")
    expect(page.locator(HERE)).to_have_attribute("data-i", "3")
    settled(page)

    told = [(e["do"], e.get("code"), e.get("unit")) for e in acts(study)]
    assert told[-7:-1] == [
        ("code", "helping", "D1-001"),
        ("done", None, "D1-001"),
        ("code", "helping", "D1-002"),
        ("done", None, "D1-002"),
        ("no_code", None, "D1-003"),
        ("skip", None, "D1-004"),
    ]
    assert told[-1][0] == "undo"
    marks = page.locator(".coding-desk .unit .mark").all_text_contents()[:4]
    assert marks == ["✓", "✓", "∅", ""]


def test_keys_faster_than_the_disk_hit_the_right_unit(show, study) -> None:
    """Keys typed while a decision is written wait, and act on the unit that comes after it."""
    page, _ = show(answering=Slow)
    press(page, "/")
    page.keyboard.type("waiting")
    press(page, "Enter")
    press(page, *["Enter", "1"] * 4)
    page.wait_for_function("document.querySelectorAll('.coding-desk .unit .chip').length === 5")
    settled(page)

    units = [e["unit"] for e in acts(study) if e["do"] == "code"]
    assert units == [f"D1-00{i}" for i in range(1, 6)]


class Slow:
    """A desk whose disk takes its time."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk

    def answer(self, message: Any) -> Any:
        """Answer late."""
        time.sleep(0.12)
        return self.desk.answer(message)


def test_nothing_shows_as_saved_before_it_is(show) -> None:
    """While the answer is out the unit, its mark and its codes are as before."""
    page, _ = show()
    page.evaluate(_HOLD)
    press(page, "Enter")
    page.wait_for_timeout(200)
    expect(page.locator(HERE)).to_have_attribute("data-i", "0")
    expect(page.locator(f"{HERE} .mark")).to_have_text("")
    page.evaluate("() => { window.letGo(); }")
    page.evaluate("() => { window.ask = window.held; }")
    expect(page.locator(HERE)).to_have_attribute("data-i", "1")


_HOLD = """() => {
  window.held = window.ask;
  window.ask = (m) => new Promise((go) => { window.letGo = () => window.held(m).then(go); });
}"""


def test_no_answer_and_a_failed_write_are_red(show) -> None:
    """A dead kernel and a full disk are told in red, and the unit stays where it is."""
    page, desk = show()
    page.clock.install()
    page.evaluate("window.dead = true")
    press(page, "Enter")
    page.clock.fast_forward(9000)
    expect(page.locator(".alarm")).to_contain_text("No answer from Python")
    expect(page.locator(HERE)).to_have_attribute("data-i", "0")
    expect(page.locator(".saved")).to_contain_text("NOT SAVED")
    page.evaluate("window.dead = false")
    page.click(".alarm button")

    disk = desk.session.log._journal._disk

    class Full(type(disk)):  # type: ignore[misc]
        def write(self, *_: object) -> int:
            raise OSError(28, "No space left on device")

    desk.session.log._journal._disk = Full()
    press(page, "Enter")
    expect(page.locator(".alarm")).to_contain_text("NOT SAVED")
    expect(page.locator(HERE)).to_have_attribute("data-i", "0")
    desk.session.log._journal._disk = disk
    press(page, "Enter")
    expect(page.locator(HERE)).to_have_attribute("data-i", "1")


def test_a_passage_by_mouse_across_an_emoji(show, study) -> None:
    """What the mouse selects is what Python stores, also behind an emoji."""
    page, _ = show()
    words = page.locator('.unit[data-i="1"] .words')
    box = words.bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    expect(page.locator(".seg.selected")).to_be_visible()
    shown = page.locator(".seg.selected").text_content()
    press(page, "/")
    page.keyboard.type("waiting")
    press(page, "Enter")
    settled(page)

    assert "😀" in shown
    assert acts(study)[-1]["quote"] == shown.strip()
    assert acts(study)[-1]["unit"] == "D1-002"


def test_a_passage_over_two_units(show, study) -> None:
    """Shift and arrow down take the next unit in, past the interviewer."""
    page, _ = show()
    press(page, "Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", ".", ".")
    press(page, "/")
    page.keyboard.type("helping")
    press(page, "Enter")
    settled(page)

    quote = acts(study)[-1]["quote"]
    assert quote.startswith("van D")
    assert quote.endswith("met vlaggen.")
    assert "Vraag 2" in quote
    assert page.locator('.unit[data-i="0"] .chip, .unit[data-i="1"] .chip').count() == 2


def test_boundaries_by_keyboard(show, study) -> None:
    """Grab a coding, nudge by word and by character, Enter saves one new form; Esc lets go."""
    page, _ = show()
    press(page, "j", *["Shift+ArrowRight"] * 3)
    expect(page.locator(".seg.selected")).to_have_text("Nou 😀 dat")
    press(page, "/")
    page.keyboard.type("waiting")
    press(page, "Enter", "Escape")
    settled(page)
    press(page, "g", ".", "Control+Shift+ArrowLeft", "Enter")
    settled(page)
    assert [e["quote"] for e in acts(study)[-2:]] == ["Nou 😀 dat", "😀 da"]
    assert acts(study)[-1]["target"]
    press(page, "Escape", "g", ">", "Enter")
    settled(page)
    assert acts(study)[-1]["quote"] == "da"
    press(page, "g", ",", "Escape")
    settled(page)
    assert acts(study)[-1]["quote"] == "da"


def test_links_stances_attributes_memos_and_proposals(show, study) -> None:
    """Level two and three, attributes, a memo and a proposal with keys alone."""
    page, _ = show()
    press(page, "/")
    page.keyboard.type("waiting")
    press(page, "Enter", "v", "1", "Escape", "l", "j", "/")
    page.keyboard.type("help")
    press(page, "Enter")
    settled(page)
    press(page, "l", "1")
    settled(page)
    press(page, "c")
    page.keyboard.type("M2")
    press(page, "Enter", "2", "3")
    settled(page)
    press(page, "m")
    page.keyboard.type("Let op.")
    press(page, "Control+Enter")
    settled(page)
    press(page, "p")
    page.keyboard.type("Feest")
    press(page, "Tab")
    page.keyboard.type("feest")
    press(page, "Enter")
    settled(page)

    told = {e["do"]: e for e in acts(study)}
    codes = [e for e in acts(study) if e["do"] == "code"]
    assert codes[1]["attrs"] == {"modality": "own"}
    assert told["relate"]["relation"] == {
        "from": codes[1]["id"],
        "to": codes[2]["id"],
        "type": "leads-to",
    }
    assert told["stance"]["stance"] == {"claim": "M2", "direction": "contradicts", "strength": 3}
    assert told["memo"]["note"] == "Let op."
    assert (told["propose"]["code"], told["propose"]["unit"]) == ("feest", "D1-002")
    expect(page.locator(".panel")).to_contain_text("leads to")
    expect(page.locator(".tree")).to_contain_text("feest")


def test_suggestions_cost_one_key_either_way(show, study) -> None:
    """Reasons on demand; accept and reject are one key each; the rest moves up."""
    page, _ = show(suggester=desk_builders.Stub([]))
    expect(page.locator(".suggested li")).to_have_count(2)
    expect(page.locator(".suggested li.on")).to_contain_text("71 %")
    expect(page.locator(".suggested")).to_contain_text("uncalibrated")
    expect(page.locator(".reasons")).to_have_count(0)
    press(page, "e")
    expect(page.locator(".reasons")).to_contain_text("wachten")
    press(page, "r", "a")
    settled(page)
    expect(page.locator(".suggested li")).to_have_count(0)

    told = [(e["do"], e.get("code")) for e in acts(study)]
    assert told[-4:] == [
        ("offer", "waiting"),
        ("offer", "helping"),
        ("reject", "waiting"),
        ("accept", "helping"),
    ]


def test_the_search_field_takes_every_letter(show, study) -> None:
    """Typing a code's name fires no shortcut; Escape leaves; nothing was decided."""
    page, _ = show()
    before = len(acts(study)) if (study.path("corpus", "codings", "A.jsonl")).exists() else 0
    press(page, "/")
    page.keyboard.type("jkx0ds1u?")
    expect(page.locator(".search")).to_have_value("jkx0ds1u?")
    press(page, "Escape")
    expect(page.locator(".transcript")).to_be_focused()
    assert len(acts(study)) == before


def test_hostile_text_is_text(show) -> None:
    """Tags, scripts, right-to-left and endless words are shown as they stand and break nothing."""
    page, _ = show()
    alarms: list[str] = []
    page.on("dialog", lambda dialog: alarms.append(dialog.message))
    shown = page.locator('.unit[data-i="2"] .words').text_content()
    press(page, "j", "j", "m")
    page.keyboard.type("<b>x</b><script>alert(3)</script>")
    press(page, "Control+Enter")
    settled(page)

    assert desk_builders.HOSTILE in shown
    assert page.locator(".coding-desk :is(img, script, b:has-text('x'))").count() == 0
    expect(page.locator(".margin .note").first).to_contain_text("<b>x</b>")
    wide = "(s) => { const t = document.querySelector(s); return t.scrollWidth - t.clientWidth; }"
    assert page.evaluate(wide, ".coding-desk .transcript") <= 0
    assert alarms == []


def test_every_key_does_something_or_says_why_not(show) -> None:
    """No key of the table raises; dialogs open and close; the help lists them all."""
    page, _ = show(suggester=desk_builders.Stub([]))
    for key in KEYS:
        for name in key.keys:
            if key.action == "full-screen":
                continue
            press(page, name.replace("Ctrl+", "Control+").replace(" ", "Space"))
            page.wait_for_timeout(15)
            press(page, "Escape")
            settled(page)
    press(page, "?")
    listed = page.locator(".help dd").all_text_contents()
    assert sorted(listed) == sorted(key.en for key in KEYS if key.group != "adjudicate")
    press(page, "Escape")
    expect(page.locator(".dialog")).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True])
def test_no_serious_finding_of_accessibility(show, dark: bool) -> None:
    """axe-core finds nothing serious or critical: frame, codings, suggestions, each window."""
    from axe_playwright_python.sync_playwright import Axe

    page, _ = show(suggester=desk_builders.Stub([]), dark=dark)
    press(page, "a", "e")
    settled(page)
    found = []
    for opened in ([], ["?"], ["m"], ["v"], ["o"], ["/"]):
        press(page, *opened)
        page.wait_for_timeout(50)
        result = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        found += [
            f"{opened}: {v['id']} {v['nodes'][0]['html'][:120]}"
            for v in result.response["violations"]
            if v["impact"] in {"serious", "critical"}
        ]
        press(page, "Escape")

    assert found == []


def test_a_screen_reader_hears_where_it_is(show) -> None:
    """Moves, codes and messages go to a polite live region; focus order is that of the screen."""
    page, _ = show()
    press(page, "j")
    expect(page.locator("[aria-live=polite]")).to_contain_text("Unit 2 of 24. undecided. Nou 😀")
    press(page, "n", "x")
    expect(page.locator("[aria-live=polite]")).to_contain_text("no coding here")
    stops = []
    page.focus(".coding-desk .where")
    for _ in range(11):
        stops.append(page.evaluate("document.activeElement.className.split(' ')[0]"))
        press(page, "Tab")
    order = [stop for stop in stops if stop in {"where", "transcript", "panel", "search", "tree"}]
    assert order == ["where", "transcript", "panel", "search", "tree"]


@pytest.mark.parametrize("width", [1280, 640, 420])
def test_nothing_is_cut_off_when_zoomed(show, width: int) -> None:
    """At 200 % (half the width) and less, text, panel and codes stay reachable and whole."""
    page, _ = show(width=width)
    press(page, "/")
    page.keyboard.type("helping")
    press(page, "Enter")
    settled(page)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    boxes = {
        name: page.locator(f".coding-desk {name}").first.bounding_box()
        for name in (".transcript", ".panel", ".search", ".bottom")
    }

    assert wide <= 0
    assert all(box and box["width"] > 150 and box["x"] >= 0 for box in boxes.values()), boxes
    assert boxes[".transcript"]["height"] > 150


def test_a_long_document_is_there_at_once_and_everywhere(browser, tmp_path: Path) -> None:
    """3,000 units: painted in under a second, and text wherever one scrolls or jumps."""
    text = desk_builders.interview(3000, name="L")
    study = desk_builders.study(tmp_path / "study", text)
    desk = coding.Desk(study, coder="A")
    page = stage(browser, desk)
    # from the arrival of the document: the bridge of this page is slower than JupyterLab's
    drawn = float(page.evaluate("document.querySelector('.coding-desk').dataset.drawn"))
    assert page.locator(".coding-desk .unit").count() == 3000
    blank = page.evaluate(_SCROLL)
    page.focus(".coding-desk .transcript")
    press(page, "End")
    expect(page.locator(HERE)).to_be_in_viewport()
    expect(page.locator(HERE)).to_contain_text("Antwoord 3000")
    press(page, "Home")
    expect(page.locator(HERE)).to_be_in_viewport()
    desk.close()
    page.close()

    assert blank == []
    assert drawn < 1000


# at forty places: are there words wherever one looks?
_SCROLL = """async () => {
  const box = document.querySelector(".coding-desk .transcript");
  const at = box.getBoundingClientRect();
  const blank = [];
  for (let k = 0; k < 40; k += 1) {
    box.scrollTop = (box.scrollHeight - box.clientHeight) * k / 40;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const seen = new Set();
    for (let y = at.top + 30; y < at.bottom - 30; y += 20) {
      const row = document.elementFromPoint(at.left + 120, y).closest(".unit, .context");
      if (row) seen.add(row);
    }
    if (!seen.size || [...seen].some((row) => !row.innerText.trim())) blank.push([k, seen.size]);
  }
  return blank;
}"""


def test_adjudication_by_keyboard(browser, study) -> None:
    """Both sides are shown; a verdict asks for its reason, is written, and leads on."""
    for coder, code in (("A", "waiting"), ("B", "helping")):
        desk = coding.Desk(study, coder=coder, blind=False, documents=["D2"])
        for unit in range(6):
            if unit in {1, 4}:
                desk.answer({"do": "code", "doc": 0, "unit": unit, "code": code})
            desk.answer({"do": "done", "doc": 0, "unit": unit})
        desk.close()
    judge = coding.Desk(coding.Study(study.root), coder="B", adjudicate=("A", "B"))
    page = stage(browser, judge, dark=True)
    page.focus(".coding-desk .transcript")
    expect(page.locator(".dispute")).to_have_count(2)
    expect(page.locator(".dispute.on .sidebox")).to_have_count(2)
    press(page, "1")
    press(page, "Enter")
    expect(page.locator(".problem")).to_contain_text("fill in")
    page.keyboard.type("Zij zegt het zelf.")
    press(page, "Enter")
    expect(page.locator(".verdict")).to_contain_text("Zij zegt het zelf.")
    press(page, "0")
    page.keyboard.type("Nee.")
    press(page, "Enter")
    expect(page.locator(HERE)).to_have_attribute("data-i", "4")
    page.wait_for_timeout(50)
    judge.close()
    page.close()

    told = [e for e in acts(study, "B") if e["do"] == "resolve"]
    assert [(e["code"], e["verdict"], e["note"]) for e in told] == [
        ("waiting", "applies", "Zij zegt het zelf."),
        ("helping", "does-not-apply", "Nee."),
    ]
    assert re.fullmatch(r"[AB]-\d{6}", told[0]["judged"][0])
