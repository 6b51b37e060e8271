"""The desk's keys, in one table: the screen, the help and docs/desk.md are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from coding.errors import CodingError

__all__ = ["GROUPS", "KEYS", "Key", "key_rows"]


@dataclass(frozen=True, slots=True)
class Key:
    """
    One thing the keyboard does.

    Attributes
    ----------
    action : str
        What the screen calls it.
    keys : tuple of str
        Keys that do it, as browsers name them; `Shift+`, `Ctrl+` in front. Ctrl is Cmd on a Mac.
    group : str
        Heading in the help.
    nl, en : str
        What it does, in words.
    """

    action: str
    keys: tuple[str, ...]
    group: str
    nl: str
    en: str


GROUPS: dict[str, tuple[str, str]] = {
    "move": ("Lezen en bewegen", "Read and move"),
    "code": ("Coderen", "Code"),
    "nuance": ("Het gekozen oordeel", "The chosen coding"),
    "passage": ("Passages", "Passages"),
    "suggest": ("Suggesties", "Suggestions"),
    "adjudicate": ("Twee coderingen beoordelen", "Adjudicate two codings"),
    "desk": ("Het bureau", "The desk"),
}

KEYS: tuple[Key, ...] = (
    Key("next", ("j", "ArrowDown"), "move", "volgende eenheid", "next unit"),
    Key("previous", ("k", "ArrowUp"), "move", "vorige eenheid", "previous unit"),
    Key("next-open", ("n",), "move", "volgende onbesliste eenheid", "next undecided unit"),
    Key("first", ("Home",), "move", "eerste eenheid", "first unit"),
    Key("last", ("End",), "move", "laatste eenheid", "last unit"),
    Key("documents", ("o",), "move", "ga naar een document", "jump to a document"),
    Key("queue", ("q",), "move", "kies een leesvolgorde", "choose a reading order"),
    Key("search", ("/", " "), "code", "zoek een code: typ, Enter", "find a code: type, Enter"),
    Key(
        "recent",
        tuple("123456789"),
        "code",
        "geef een recente code (vaste plaats)",
        "give a recent code (each keeps its place)",
    ),
    Key("done", ("Enter", "d"), "code", "klaar, naar de volgende", "done, on to the next"),
    Key("no-code", ("0",), "code", "geen enkele code past hier", "no code applies here"),
    Key("skip", ("s",), "code", "overslaan, later terugkomen", "skip, come back later"),
    Key("propose", ("p",), "code", "stel een nieuwe code voor", "propose a new code"),
    Key("stance", ("c",), "code", "wat doet dit met een uitspraak?", "take a stance on a claim"),
    Key("memo", ("m",), "code", "schrijf een memo", "write a memo"),
    Key("next-coding", ("ArrowRight",), "nuance", "kies het volgende oordeel", "next coding"),
    Key("previous-coding", ("ArrowLeft",), "nuance", "kies het vorige", "previous coding"),
    Key("remove", ("x", "Delete"), "nuance", "haal weg", "remove it"),
    Key("present", ("+", "="), "nuance", "aanwezig", "present"),
    Key("absent", ("-",), "nuance", "afwezig", "absent"),
    Key("wished", ("w",), "nuance", "gewenst", "wished for"),
    Key("ambiguous", ("b",), "nuance", "ambigu: van beide", "ambiguous: both at once"),
    Key(
        "attributes",
        ("v",),
        "nuance",
        "kenmerken: modaliteit, wie, initiatief …",
        "attributes: modality, agent, initiative …",
    ),
    Key("link", ("l",), "nuance", "leg een verband: begin, dan eind", "link: from, then to"),
    Key("grab", ("g",), "nuance", "verleg de grenzen van de passage", "move its boundaries"),
    Key(
        "end-word",
        ("Shift+ArrowRight", "Shift+ArrowLeft"),
        "passage",
        "einde een woord verder of terug",
        "end a word on or back",
    ),
    Key(
        "end-unit",
        ("Shift+ArrowDown", "Shift+ArrowUp"),
        "passage",
        "einde een eenheid verder of terug",
        "end a unit on or back",
    ),
    Key(
        "end-character",
        ("Ctrl+Shift+ArrowRight", "Ctrl+Shift+ArrowLeft"),
        "passage",
        "einde een teken verder of terug",
        "end a character on or back",
    ),
    Key(
        "start-word",
        (".", ","),
        "passage",
        "begin een woord verder of terug",
        "start a word on or back",
    ),
    Key(
        "start-character",
        (">", "<"),
        "passage",
        "begin een teken verder of terug",
        "start a character on or back",
    ),
    Key("cancel", ("Escape",), "passage", "laat de passage los", "let go of the passage"),
    Key("accept", ("a",), "suggest", "neem de suggestie over", "accept the suggestion"),
    Key("reject", ("r",), "suggest", "wijs de suggestie af", "reject the suggestion"),
    Key("next-suggestion", ("t",), "suggest", "de volgende suggestie", "the next suggestion"),
    Key("explain", ("e",), "suggest", "welke woorden wegen hier?", "which words carry it?"),
    Key(
        "side-1", ("1",), "adjudicate", "de eerste codeur heeft gelijk", "the first coder is right"
    ),
    Key("side-2", ("2",), "adjudicate", "de tweede codeur heeft gelijk", "the second is right"),
    Key("neither", ("0",), "adjudicate", "de code geldt hier niet", "the code does not apply"),
    Key("undo", ("u", "Ctrl+z"), "desk", "ongedaan maken", "undo"),
    Key("redo", ("Shift+U", "Ctrl+y"), "desk", "opnieuw", "redo"),
    Key("full-screen", ("f",), "desk", "heel het scherm", "full screen"),
    Key("help", ("?", "F1"), "desk", "deze lijst", "this list"),
)


def key_rows(language: str) -> list[dict[str, object]]:
    """
    Lay the table out for the screen.

    Raises
    ------
    CodingError
        For another language than `nl` and `en`.

    Examples
    --------
    >>> key_rows("en")[0]["does"]
    'next unit'
    """
    if language not in {"nl", "en"}:
        raise CodingError(f"no labels in {language!r}", expected="nl or en")
    which = 0 if language == "nl" else 1
    return [
        {
            "action": key.action,
            "keys": list(key.keys),
            "group": GROUPS[key.group][which],
            "in": key.group,
            "does": key.nl if language == "nl" else key.en,
        }
        for key in KEYS
    ]
