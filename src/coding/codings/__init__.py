"""The only writer of coding events: logs that lose no decision, folded to tables, ratings."""

from __future__ import annotations

from coding.codings.actions import (
    accept_code,
    change_coding,
    code_span,
    import_events,
    offer_code,
    propose_code,
    redo,
    reject_code,
    take_back,
    undo,
)
from coding.codings.coded import Coded, Places
from coding.codings.events import ALL, DOS, Event, Model, Origin, Relation, Stance
from coding.codings.gather import Codings, read_codings
from coding.codings.history import history
from coding.codings.judgements import Judgements, judge, rating_sets, ratings
from coding.codings.log import Log, LogWriter, log_path, read_log
from coding.codings.marks import (
    mark_document_done,
    mark_done,
    mark_no_code,
    mark_skipped,
    relate,
    resolve,
    take_stance,
    write_memo,
)
from coding.codings.places import Place, span_of
from coding.codings.spans import fold_presences, spans_to_units, unit_codings
from coding.codings.state import LogState, fold_events
from coding.codings.tables import (
    codings_frame,
    memos_frame,
    proposals_frame,
    relations_frame,
    resolutions_frame,
    stances_frame,
)

__all__ = [
    "ALL",
    "DOS",
    "Coded",
    "Codings",
    "Event",
    "Judgements",
    "Log",
    "LogState",
    "LogWriter",
    "Model",
    "Origin",
    "Place",
    "Places",
    "Relation",
    "Stance",
    "accept_code",
    "change_coding",
    "code_span",
    "codings_frame",
    "fold_events",
    "fold_presences",
    "history",
    "import_events",
    "judge",
    "log_path",
    "mark_document_done",
    "mark_done",
    "mark_no_code",
    "mark_skipped",
    "memos_frame",
    "offer_code",
    "proposals_frame",
    "propose_code",
    "rating_sets",
    "ratings",
    "read_codings",
    "read_log",
    "redo",
    "reject_code",
    "relate",
    "relations_frame",
    "resolutions_frame",
    "resolve",
    "span_of",
    "spans_to_units",
    "stances_frame",
    "take_back",
    "take_stance",
    "undo",
    "unit_codings",
    "write_memo",
]
