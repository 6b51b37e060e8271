"""Carrying an import out: documents, codebook, coders and logs, whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from coding.codebook import Codebook, load_codebook
from coding.codebook_life import Change, Clock, CodebookRef, carry_out, next_version, utc_now
from coding.codebook_life.yaml_text import YamlText
from coding.codings import Event, LogWriter, Relation, import_events, log_path
from coding.corpus.intake import store_text, text_paths
from coding.errors import CodingError, at
from coding.exchange.attributes import ATTRIBUTES, attributes_path, read_attributes
from coding.exchange.incoming import Coming, Import, Later
from coding.files import locked, read_text, write_csv, write_text, write_whole
from coding.schemas import DOCUMENTS, frame, records
from coding.settings import FILE, load_settings
from coding.study import Study
from coding.text import sha256

__all__ = ["carry_out_import"]

_PLACEHOLDER = "import-placeholder"
_TEXT_SETTINGS = ("language", "text_language", "level", "reliability", "texts_by")


def carry_out_import(found: Import, study: Study, *, clock: Clock = utc_now) -> Study:
    """
    Do what was planned.

    Every log is opened and every event checked before the first is recorded; where something fails
    after that, files are put back as they were.

    Parameters
    ----------
    found : Import
        Worked out on this very study.
    study : Study
    clock : callable, optional
        Gives decisions without a date theirs.

    Returns
    -------
    Study
        The study opened anew.

    Raises
    ------
    CodingError
        If something cannot be recorded; then nothing is.
    BusyError
        If the study or one of the logs is open elsewhere.
    """
    root = study.root
    with locked(study.path(FILE), what="the study"), _put_back(root, _touched(found, study)):
        if found.options.fresh:
            _found_settings(found, study)
            _found_codebook(found, study)
        else:
            _add_coders(found, study)
            _add_codes(found, study)
        _add_documents(found, Study(root))
        _write_events(found, Study(root), clock)
    return Study(root)


def _touched(found: Import, study: Study) -> list[Path]:
    """Every file an import may change or make."""
    paths = [
        study.path(FILE),
        study.path(study.settings.codebook),
        study.coded.places.changes,
        study.path("corpus", "documents.csv"),
        attributes_path(study.root),
    ]
    for coming in found.documents:
        paths += [_kept(study, coming), *text_paths(study.texts_folder, coming.canonical.document)]
    paths += [_told(study, name) for name, fields in found.coders.items() if "told" in fields]
    for coder in {*found.events, *found.later}:
        paths.append(log_path(study.coded.places.logs, coder))
    return paths


@contextmanager
def _put_back(root: Path, paths: Iterable[Path]) -> Iterator[None]:
    before = {path: path.read_bytes() if path.exists() else None for path in paths}
    try:
        yield
    except BaseException:
        for path, data in before.items():
            if data is None:
                path.unlink(missing_ok=True)
            elif not path.exists() or path.read_bytes() != data:
                write_whole(path, data)
        for path in root.glob("codebooks/.*.next"):
            path.unlink(missing_ok=True)
        raise


# -- settings


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _set(text: str, key: str, value: Any) -> str:
    """Give a setting of a template its value, in its place."""
    line = f"{key} = {_toml(value)}"
    pattern = rf"(?m)^(?:# )?{re.escape(key)} = .*$"
    return re.sub(pattern, lambda _: line, text, count=1)


def _record_text(kind: str, fields: Mapping[str, str]) -> str:
    lines = [f"{key} = {_toml(value)}" for key, value in fields.items() if value]
    return "\n".join(["", f"[[{kind}]]", *lines, ""])


def _found_settings(found: Import, study: Study) -> None:
    path = study.path(FILE)
    text = read_text(path)
    about = found.about
    text = _set(text, "title", " ".join(found.project.name.split()) or "Imported study")
    for key in _TEXT_SETTINGS:
        if value := about.get(key.replace("_", " ")):
            text = _set(text, key, value)
    text = _set(text, "fictive", about.get("fictive") == "yes")
    for key, name in (("seed", "seed"), ("cap", "unit cap"), ("least", "unit least")):
        if (value := about.get(name)).isdigit():
            text = _set(text, key, int(value))
    if rounds := about.all("round"):
        text = _set(text, "rounds", rounds)
    for role in ("interviewer", "respondent", "other"):
        given = getattr(found.options.roles, role, ()) if found.options.roles else ()
        if labels := list(given) or about.all(role):
            text = _set(text, role, labels)
    for name, label in found.cases.items():
        text += _record_text("cases", {"id": name, "label": label})
    text += _coders_text(found, study, found.coders)
    write_text(path, text)
    load_settings(path)


def _told(study: Study, coder: str) -> Path:
    return study.path("corpus", f"told-{coder}.md")


def _coders_text(found: Import, study: Study, names: Iterable[str]) -> str:
    text = ""
    for name in sorted(names):
        fields = dict(found.coders[name])
        if told := fields.pop("told", ""):
            path = _told(study, name)
            write_text(path, told)
            fields["told"] = path.relative_to(study.root).as_posix()
            fields["told_sha"] = sha256(path.read_bytes())
        text += _record_text("coders", fields)
    return text


def _add_coders(found: Import, study: Study) -> None:
    known = {coder.id for coder in study.settings.coders}
    new = sorted(found.coders.keys() - known)
    if not new:
        return
    path = study.path(FILE)
    text = read_text(path)
    write_text(path, text.rstrip("\n") + "\n" + _coders_text(found, study, new))
    load_settings(path)


# -- codebook


def _yaml(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100)


def _found_codebook(found: Import, study: Study) -> None:
    """Write the file's codebook in the place of the template's."""
    path = study.path(study.settings.codebook)
    about = found.about
    title: Any = {
        key[len("codebook title (") : -1] if "(" in key else "": value
        for key, value in about.lines
        if key.startswith("codebook title")
    }
    book: dict[str, Any] = {
        "schema": 1,
        "id": about.get("codebook") or "imported",
        "version": about.get("codebook version") or "1.0",
        "title": title.get("", title) or ("" if about.ours else found.project.name),
    }
    book = {key: value for key, value in book.items() if value}
    sections = found.sections
    for key in ("families", "attributes", "rollups", "exclusive_groups"):
        if sections.get(key):
            book[key] = sections[key]
    book["codes"] = found.entries or yaml.safe_load(read_text(path))["codes"]
    if sections.get("rules"):
        book["rules"] = sections["rules"]
    if not found.entries:
        found.losses.note("the file has no codes; the example codebook was left in place")
        return
    write_text(path, _yaml(book))
    load_codebook(path)


def _add_codes(found: Import, study: Study) -> None:
    if not found.entries:
        return
    path = study.path(study.settings.codebook)
    before = study.codebook
    text = YamlText(read_text(path))
    text.insert({"id": _PLACEHOLDER})
    text.set_version(next_version(before.version))
    filled = []
    for line in text.result().split("\n"):
        if line.strip() == f"- id: {_PLACEHOLDER}":
            indent = line[: len(line) - len(line.lstrip())]
            dumped = _yaml(found.entries).rstrip("\n").split("\n")
            filled += [indent + one if one else one for one in dumped]
        else:
            filled.append(line)
    result = "\n".join(filled)
    after = _loaded(result, path)
    change = Change(
        id="",
        time=utc_now(),
        by="import",
        do="add",
        codes=tuple(entry["id"] for entry in found.entries),
        before=CodebookRef.of(before),
        after=CodebookRef.of(after),
        known=tuple(after.codes),
        reason=f"imported from {found.project.name} ({found.project.origin or 'no origin named'})",
    )
    carry_out(change, result, path, study.coded.places.changes)


def _loaded(text: str, path: Path) -> Codebook:
    trial = path.with_name(f".{path.name}.trial")
    write_text(trial, text)
    try:
        return load_codebook(trial)
    except CodingError as error:
        raise CodingError(
            f"the codebook would not be readable afterwards: {error.problem}", where=at(path)
        ) from None
    finally:
        trial.unlink(missing_ok=True)


# -- documents


def _kept(study: Study, coming: Coming) -> Path:
    ending = ".md" if coming.canonical.fictive else ".txt"
    folder = {
        "reading-note": ("corpus", "literature"),
        "literature": ("corpus", "literature", "local"),
    }.get(coming.canonical.kind, ("corpus", "interviews"))
    return study.path(*folder, f"{coming.canonical.document}{ending}")


def _add_documents(found: Import, study: Study) -> None:
    if not found.documents:
        return
    rows = []
    values = []
    for coming in found.documents:
        made, target = coming.canonical, _kept(study, coming)
        if target.exists() and target.read_bytes() != coming.data:
            raise CodingError("another file of this name is in the study", where=str(target))
        write_whole(target, coming.data)
        store_text(made, study.texts_folder)
        row = dict.fromkeys(DOCUMENTS.names)
        row |= {
            "document": made.document,
            "kind": made.kind,
            "path": target.relative_to(study.root).as_posix(),
            "sha256": made.sha256,
            "text_sha": made.text_sha,
            "reader": made.reader,
            "fictive": made.fictive,
            "local": False,
        }
        rows.append(row | dict(coming.columns))
        values += [
            {"document": made.document, "name": name, "value": value}
            for name, value in coming.attributes.items()
        ]
    table = frame([*records(study.documents), *rows], DOCUMENTS)
    write_csv(table, study.path("corpus", "documents.csv"))
    if values:
        kept = records(read_attributes(study.root))
        write_csv(frame([*kept, *values], ATTRIBUTES), attributes_path(study.root))


# -- logs


def _write_events(found: Import, study: Study, clock: Clock) -> None:
    """Open every log, check every event, then record: codings first, then what names them."""
    with ExitStack() as stack:
        writers: dict[str, LogWriter] = {}
        for coder in sorted({*found.events, *found.later}):
            writer = study.coded.writer(coder, round=found.options.round, clock=clock)
            writers[coder] = stack.enter_context(writer)
        ids = dict(found.known)
        for coder, writer in writers.items():
            stored = import_events(writer, found.events.get(coder, ()))
            for guid, event in zip(found.guids.get(coder, ()), stored, strict=True):
                if guid and event.do == "import":
                    ids.setdefault(guid, event.id)
        for coder, writer in writers.items():
            ready = [_named(later, ids) for later in found.later.get(coder, ())]
            new = [e for e in ready if e is not None and not _stands(e, writer)]
            import_events(writer, new)


def _named(later: Later, ids: Mapping[str, str]) -> Event | None:
    """The event with ids in the place of GUIDs; None where what it names was left out."""
    if any(guid not in ids for guid in later.needs):
        return None
    event = later.event
    if event.relation is not None:
        start, end = (ids[guid] for guid in later.needs)
        return replace(event, relation=Relation(start, end, event.relation.type))
    return replace(event, target=ids[later.needs[0]])


def _stands(event: Event, writer: LogWriter) -> bool:
    """Whether a link or a memo on a coding is in the log already."""
    group = "relations" if event.do == "relate" else "memos"
    return any(
        (other.relation, other.target, other.note) == (event.relation, event.target, event.note)
        for other in writer.state.current(group, event.doc)
    )
