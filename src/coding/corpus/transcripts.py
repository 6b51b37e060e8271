"""Pieces of talk become turns: labels get roles, wrapped lines join, what is no talk is logged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from coding.corpus.readers.cues import join_cues
from coding.corpus.readers.labels import looks_like_one
from coding.corpus.readers.pieces import FICTIVE_LINE, NOBODY, Piece, Source
from coding.corpus.readers.plain import front_matter, read_plain, speaks
from coding.corpus.readers.stamps import HEAD, seconds_of, take_out
from coding.corpus.records import Dropped, Transcript, Turn
from coding.corpus.roles import WORDS, RoleMap
from coding.errors import CodingError, at
from coding.text import count_words

__all__ = [
    "FICTIVE_LINE",
    "READER",
    "RoleMap",
    "UnknownSpeakersError",
    "front_matter",
    "label_counts",
    "read_transcript",
    "speakers_without_role",
    "together",
    "turns_of",
]

READER = "transcript-2"
_HEAD_WORDS = 15  # a line above the talk that is longer is talk without a label
_HEAD_LINES = 15
_SHOWN = 20


class UnknownSpeakersError(CodingError):
    """Speakers of a file have no role yet; `labels` lists them with their counts."""

    def __init__(self, labels: Sequence[tuple[str, int]], *, where: str, shown: str) -> None:
        self.labels = tuple(labels)
        names = ", ".join(f"{label!r} ({n}x)" for label, n in labels[:_SHOWN])
        names += f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
        one = len(labels) == 1
        options = " ".join(f'--speaker "{label}=R"' for label, _ in labels[:6])
        nobody = any(label == NOBODY for label, _ in labels)
        extra = "; * is talk of which the file does not say who speaks" if nobody else ""
        super().__init__(
            f"speaker {names} has no role" if one else f"speakers {names} have no role",
            where=where,
            expected="a role for every speaker: I interviewer, R respondent, O someone else, or"
            " `words` if it is no speaker",
            hint=f"found {shown}; type {options}, each with the right letter (names are not"
            f" stored){extra}",
        )


def together(errors: Sequence[UnknownSpeakersError]) -> UnknownSpeakersError:
    """The unknown speakers of several files in one message."""
    counts: Counter[str] = Counter()
    for error in errors:
        counts.update(dict(error.labels))
    where = ", ".join(dict.fromkeys(error.where or "" for error in errors))
    shown = f"speakers without a role in {len(errors)} files"
    return UnknownSpeakersError(counts.most_common(), where=where, shown=shown)


def label_counts(text: str) -> Counter[str]:
    r"""
    Count what looks like a speaker label, for a person who makes the role map.

    Examples
    --------
    >>> sorted(label_counts("I: Dag\n\nR: Dag\n\nI: Ja?").items())
    [('I', 2), ('R', 1)]
    """
    return _counts(read_plain(text, where="text").pieces)


def _counts(pieces: Iterable[Piece]) -> Counter[str]:
    return Counter(piece.label for piece in pieces if piece.label is not None)


def read_transcript(text: str, *, roles: RoleMap, where: str) -> Transcript:
    r"""
    Read an interview typed as plain text or Markdown; see `turns_of`.

    Parameters
    ----------
    text : str
        Normalised text (`coding.text.normalise`).
    roles : RoleMap
        Role of each speaker label.
    where : str
        Name of the file, for messages.

    Examples
    --------
    >>> roles = RoleMap(interviewer=("I",), respondent=("R",))
    >>> read = read_transcript("I: Dag.\n\nR: [00:01:10] Ja.", roles=roles, where="a.md")
    >>> [(turn.label, turn.text, turn.start_s) for turn in read.turns]
    [('I', 'Dag.', None), ('R', 'Ja.', 70.0)]
    """
    return turns_of(read_plain(text, where=where), roles=roles, where=where)


def turns_of(source: Source, *, roles: RoleMap, where: str) -> Transcript:
    """
    Make turns of the pieces of a file.

    A turn starts at a label of the role map; pieces without one go on with the turn before them (an
    empty line between them starts a new paragraph and is reported). Cues of one speaker that follow
    each other are one turn. Time stamps are taken out and kept as seconds. A few short lines above
    the first label (a title, a date) are left out and reported.

    Parameters
    ----------
    source : Source
    roles : RoleMap
        Role of each speaker label.
    where : str
        Name of the file, for messages.

    Raises
    ------
    UnknownSpeakersError
        If a speaker has no role.
    CodingError
        If there are no labels, or talk stands before the first one.
    """
    _check_labels(source, roles, where=where)
    dropped = list(source.dropped)
    notices = list(source.notices)
    above: list[Piece] = []
    open_turns: list[_OpenTurn] = []
    for piece in source.pieces:
        role = roles.role(piece.label) if piece.label is not None else None
        if piece.text.strip() == FICTIVE_LINE:
            dropped.append(Dropped(piece.number, "marking", piece.text))
        elif piece.label is not None and role not in {None, WORDS}:
            if source.cues and open_turns and open_turns[-1].label == piece.label:
                open_turns[-1].pieces.append(piece)
            else:
                open_turns.append(_OpenTurn(piece.label, piece.number, source.cues, [piece]))
        elif open_turns:
            open_turns[-1].go_on(piece, notices, where=where)
        elif piece.text.strip():
            above.append(piece)
    if above:
        _check_above(above, where=where)
        dropped += [Dropped(piece.number, "above", "") for piece in above]
        notices.append(
            f"{len(above)} lines above the first speaker are left out (lines"
            f" {above[0].number} to {above[-1].number})"
        )
    if source.cues:
        count = sum(len(one.pieces) for one in open_turns)
        notices.append(f"{count} cues or segments joined into {len(open_turns)} turns")
    turns = tuple(turn for turn in (one.close(dropped) for one in open_turns) if turn.text)
    return Transcript(turns=turns, meta=source.meta, dropped=tuple(dropped), notices=tuple(notices))


def _check_above(above: Sequence[Piece], *, where: str) -> None:
    talk = next((piece for piece in above if count_words(piece.text) > _HEAD_WORDS), None)
    talk = talk or (above[_HEAD_LINES] if len(above) > _HEAD_LINES else None)
    if talk is not None:
        raise CodingError(
            f"text before the first speaker label: {talk.text.strip()[:40]!r}",
            where=at(where, talk.number),
            expected="a line that starts with a label, e.g. I: or R:",
            hint="give the speaker a label, or delete what is not part of the talk",
        )


@dataclass(slots=True)
class _OpenTurn:
    label: str
    line: int
    cues: bool
    pieces: list[Piece] = field(default_factory=list)

    def go_on(self, piece: Piece, notices: list[str], *, where: str) -> None:
        place = at(where, piece.number)
        line = piece.text
        if looks_like_one(line):
            notices.append(
                f"{place}: looks like a speaker label, taken as words of {self.label}: "
                f"{line.strip()[:40]!r}"
            )
        spoken = any(one.said.strip() for one in self.pieces)
        after_empty = spoken and not self.cues and not self.pieces[-1].said.strip()
        if line.strip() and after_empty:
            notices.append(f"{place}: no speaker label; taken as a new paragraph of {self.label}")
        self.pieces.append(Piece(piece.number, line, None, line, False, piece.start_s, piece.end_s))

    def close(self, dropped: list[Dropped]) -> Turn:
        """Join the pieces; stamps become seconds and are logged."""
        start = self.pieces[0].start_s
        kept: list[tuple[str, Piece]] = []
        for piece in self.pieces:
            said = " ".join(piece.said.split())
            stamp = HEAD.match(said)
            if stamp:
                said = said[stamp.end() :]
                if start is None and not any(text for text, _ in kept):
                    start = seconds_of(stamp)
                else:
                    dropped.append(Dropped(piece.number, "time_stamp", stamp.group().strip()))
            said, stamps = take_out(said)
            dropped.extend(Dropped(piece.number, "time_stamp", one) for one in stamps)
            kept.append((" ".join(said.split()), piece))
        if self.cues:
            text = join_cues([(said, one.start_s, one.end_s) for said, one in kept if said])
        else:
            text = _paragraphs(said for said, _ in kept)
        return Turn(label=self.label, text=text.strip(), line=self.line, start_s=start)


def _paragraphs(lines: Iterable[str]) -> str:
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph)


def speakers_without_role(source: Source, roles: RoleMap) -> list[tuple[str, int, str]]:
    """
    Speakers the map does not name, the most talkative first.

    Returns
    -------
    list of (str, int, str)
        Label, how often it occurs, and the first words under it.
    """
    sure = {piece.label for piece in source.pieces if piece.sure}
    counts = _counts(source.pieces)
    first: dict[str, str] = {}
    for piece in source.pieces:
        if piece.label is not None and piece.said.strip():
            first.setdefault(piece.label, piece.said.strip())
    return [
        (label, n, first.get(label, ""))
        for label, n in sorted(counts.items(), key=lambda item: -item[1])
        if roles.role(label) is None and (label in sure or speaks(label, n))
    ]


def _check_labels(source: Source, roles: RoleMap, *, where: str) -> None:
    counts = _counts(source.pieces)
    shown = ", ".join(f"{label!r} {n}x" for label, n in sorted(counts.items())[:12])
    known = [label for label in counts if roles.role(label) not in {None, WORDS}]
    unknown = [(label, n) for label, n, _ in speakers_without_role(source, roles)]
    if unknown:
        number = next(piece.number for piece in source.pieces if piece.label == unknown[0][0])
        raise UnknownSpeakersError(unknown, where=at(where, number), shown=shown)
    if not known:
        raise CodingError(
            "no speaker label of the role map is in the file",
            where=where,
            expected="turns such as 'I: …' and 'R: …'",
            hint=f'found {shown or "no labels at all"}; name them with --speaker "LABEL=R", or in'
            " study.toml under [speakers]",
        )
