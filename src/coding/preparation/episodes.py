"""Label episodes: the program proposes a guide question, a person confirms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from math import log

from coding.corpus.tokens import lemma_keys
from coding.errors import CodingError
from coding.files import write_csv
from coding.guide import Guide
from coding.schemas import EPISODES, frame, records
from coding.settings import FILE
from coding.study import Study

__all__ = ["confirm_episodes", "propose_episodes"]

PROPOSED = "proposed"
_ALIKE = 0.35


def propose_episodes(study: Study) -> tuple[Study, int]:
    """
    Propose a guide question for each interviewer turn that is not labelled yet.

    A proposal is made where the turn shares enough of a question's rarer words; follow-up questions
    get none and go on with the question before them. A person confirms: proposals are marked.

    Returns
    -------
    study, proposed : Study, int
        The study opened anew, and how many proposals were written.

    Raises
    ------
    CodingError
        If the study has no guide.
    """
    if study.guide is None:
        raise CodingError("the study has no topic guide", where=FILE, expected='guide = "file"')
    scorer = _GuideScorer(study.guide, study.settings.text_language)
    known = {(row.document, row.turn) for row in study.episodes.itertuples()}
    rows = records(study.episodes)
    interviews = study.documents.loc[study.documents["kind"] == "interview", "document"]
    for name in map(str, interviews):
        text = study.text(name)
        turns = study.turns(name)
        asked = turns[turns["speaker"] == "interviewer"]
        for turn, start, end in zip(asked["turn"], asked["start"], asked["end"], strict=True):
            question = scorer.best(text[int(start) : int(end)])
            if question and (name, turn) not in known:
                rows.append(
                    {"document": name, "turn": turn, "guide_question": question, "by": PROPOSED}
                )
    write_csv(frame(rows, EPISODES), study.path("corpus", "episodes.csv"))
    return Study(study.root), len(rows) - len(known)


class _GuideScorer:
    """Likeness of a turn to the guide questions: shared words, rare ones counting more."""

    def __init__(self, guide: Guide, language: str) -> None:
        self.language = language
        self.words = {q.id: self._keys(q.text) for q in guide.questions.values()}
        spread = Counter(key for keys in self.words.values() for key in keys)
        self.weight = {key: log(1 + len(self.words) / n) for key, n in spread.items()}

    def _keys(self, text: str) -> frozenset[str]:
        words = re.findall(r"[^\W\d_]{3,}", text)
        return frozenset(min(lemma_keys(word, self.language), key=len) for word in words)

    def best(self, text: str) -> str | None:
        said = self._keys(text)
        scores = {
            question: sum(self.weight[key] for key in keys & said)
            / (sum(self.weight[key] for key in keys) or 1.0)
            for question, keys in self.words.items()
        }
        question = max(scores, key=lambda name: (scores[name], name))
        return question if scores[question] >= _ALIKE else None


def confirm_episodes(study: Study, *, by: str, documents: Iterable[str] | None = None) -> Study:
    """
    Put a person's initials under proposed episode labels, of all documents or those named.

    Raises
    ------
    CodingError
        If the initials are empty.
    """
    if not by.strip() or by == PROPOSED:
        raise CodingError("who confirms?", expected="initials of a person, e.g. --confirm MJ")
    unknown = sorted(set(documents or ()) - set(study.documents["document"]))
    if unknown:
        raise CodingError(f"no document {unknown[0]!r} in this study")
    episodes = study.episodes.copy()
    mine = episodes["by"] == PROPOSED
    if documents is not None:
        mine &= episodes["document"].isin(list(documents))
    episodes.loc[mine, "by"] = by
    write_csv(frame(records(episodes), EPISODES), study.path("corpus", "episodes.csv"))
    return Study(study.root)
