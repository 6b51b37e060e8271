"""Writing outputs: each table and figure with its data, caption and record, marked by code."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from coding.corpus.shapes import MARK, NeedsTextError
from coding.errors import CodingError
from coding.files import write_csv, write_json
from coding.report.captions import all_captions, caption_of
from coding.report.labels import label, level_line, watermark
from coding.report.tables import html_table
from coding.study import Study

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Outputs", "Record", "Shown", "read_not_made", "read_records"]


@dataclass(frozen=True, slots=True)
class Record:
    """
    What a reader needs beside a table or figure; stored as `outputs/records/<id>.json`.

    Attributes
    ----------
    id : str
        `Tab01`, `Fig02` … as in the analysis plan.
    kind : {'table', 'figure'}
    title, caption : str
        The caption says unit, n, uncertainty and what it cannot show.
    files : tuple of str
        Files of the output, relative to `outputs/`; the first table file holds every number.
    level, watermark : str
        What the output can validate, and the mark of a fictive study (empty for a real one).
    """

    id: str
    kind: str
    title: str
    caption: str
    files: tuple[str, ...]
    level: str
    watermark: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An output as a notebook shows it: HTML, and one plain line that stays the same."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        """Name the output, the same on every machine."""
        return self.text


class Outputs:
    """
    Writes the tables and figures of a study into its outputs folder.

    Parameters
    ----------
    study : Study
        Gives the folder, the language, the level and whether it is fictive.
    folder : Path, optional
        Another folder than the study's.
    """

    def __init__(self, study: Study, *, folder: Path | None = None) -> None:
        self.study = study
        self.folder: Path = study.outputs if folder is None else folder
        self.language = study.settings.language

    def __repr__(self) -> str:
        """Say what kind of study the outputs are of."""
        return f"Outputs of {self.study.settings.title!r}"

    def table(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None = None,
        caption: str | None = None,
        rows: int | None = None,
        **facts: str,
    ) -> Shown:
        """
        Write a table as CSV with its record, and hand it back for showing.

        Parameters
        ----------
        name : str
            Id, e.g. `Tab01`.
        frame : DataFrame
            Columns with plain English names; they are shown in the study's language.
        title, caption : str, optional
            For an output of your own; planned ones have theirs in `report.captions`.
        rows : int, optional
            How many rows to show; all are written.
        **facts : str
            What a planned caption names.
        """
        self._refuse_held_back(name)
        title, caption = self._texts(name, title, caption, facts)
        file = f"tables/{name}.csv"
        write_csv(self._marked(frame), self.folder / file)
        record = self._record(name, "table", title, caption, (file,))
        shown = frame if rows is None else frame.head(rows)
        note = "" if rows is None or len(frame) <= rows else f" ({rows} / {len(frame)})"
        body = html_table(shown, language=self.language, note=note)
        return Shown(self._framed(record, body), f"{name}: {len(frame)} rows, {title}")

    def data(self, name: str, frame: pd.DataFrame) -> str:
        """
        Write a table that other outputs rest on: in `tables/`, without a place in the report.

        Parameters
        ----------
        name : str
            Id of the output it is behind, and what it is: `Tab03_readings`.
        frame : DataFrame
            Columns with plain English names.

        Returns
        -------
        str
            What was written, for the notebook.
        """
        write_csv(self._marked(frame), self.folder / f"tables/{name}.csv")
        return f"tables/{name}.csv: {len(frame)} rows"

    def not_made(self, name: str, reason: str) -> Shown:
        """
        Say that a planned output cannot be made here, and why; the report lists it.

        Parameters
        ----------
        name : str
            Id of the output.
        reason : str
            In the study's language.
        """
        title = all_captions().get(name, {}).get("title", {}).get(self.language, "")
        write_json(
            self.folder / "records" / "not-made" / f"{name}.json",
            {"id": name, "title": title, "reason": reason},
        )
        line = f"{name}: {label('not_made', self.language)}: {reason}"
        return Shown(
            f"<p><strong>{escape(name)}</strong> {escape(title)}<br>{escape(line)}</p>", line
        )

    def figure(
        self,
        name: str,
        figure: Figure,
        *,
        data: pd.DataFrame,
        title: str | None = None,
        caption: str | None = None,
        **facts: str,
    ) -> Shown:
        """
        Write a figure as SVG and PNG with the table it is drawn from, and hand it back.

        Parameters
        ----------
        name : str
            Id, e.g. `Fig03`.
        figure : matplotlib Figure
            Drawn in the style of `coding.report.figures`; the watermark is added here.
        data : DataFrame
            Every number of the figure.
        title, caption : str, optional
            For an output of your own; planned ones have theirs in `report.captions`.
        **facts : str
            What a planned caption names.
        """
        from coding.report.figures import save_figure

        self._refuse_held_back(name)
        title, caption = self._texts(name, title, caption, facts)
        files = (f"figures/{name}.svg", f"figures/{name}.png", f"tables/{name}.csv")
        write_csv(self._marked(data), self.folder / files[2])
        mark = watermark(self.language) if self.study.settings.fictive else ""
        save_figure(figure, self.folder / "figures" / name, watermark=mark)
        record = self._record(name, "figure", title, caption, files)
        png = b64encode((self.folder / files[1]).read_bytes()).decode()
        body = (
            f"<img alt='{escape(title, quote=True)}' style='max-width:100%'"
            f" src='data:image/png;base64,{png}'>"
        )
        return Shown(self._framed(record, body), f"{name}: {title}")

    def _refuse_held_back(self, name: str) -> None:
        """Refuse an output that shows passages, in a copy of a study without texts."""
        mark = self.study.path(MARK)
        if mark.is_file() and name in json.loads(mark.read_text(encoding="utf-8"))["held_back"]:
            raise NeedsTextError(name)

    def _texts(
        self, name: str, title: str | None, caption: str | None, facts: dict[str, str]
    ) -> tuple[str, str]:
        if title is None and caption is None:
            return caption_of(name, self.language, **facts)
        if not (title or "").strip() or not (caption or "").strip():
            raise CodingError(
                f"{name} has no caption", expected="title, unit, n and what it cannot show"
            )
        return str(title), str(caption)

    def _marked(self, frame: pd.DataFrame) -> pd.DataFrame:
        if "fictive" in frame.columns or not self.study.settings.fictive:
            return frame
        return frame.assign(fictive=True)

    def _record(
        self, name: str, kind: str, title: str, caption: str, files: tuple[str, ...]
    ) -> Record:
        settings = self.study.settings
        record = Record(
            id=name,
            kind=kind,
            title=title,
            caption=caption,
            files=files,
            level=level_line(settings.level, self.language),
            watermark=watermark(self.language) if settings.fictive else "",
        )
        write_json(self.folder / "records" / f"{name}.json", asdict(record))
        return record

    def _framed(self, record: Record, body: str) -> str:
        mark = f" · <strong>{escape(record.watermark)}</strong>" if record.watermark else ""
        return (
            f"<figure style='margin:1em 0'><figcaption><strong>{escape(record.id)}.</strong> "
            f"{escape(record.title)}{mark}<br><small>{escape(record.level)}</small></figcaption>"
            f"{body}<p><small>{escape(record.caption)}</small></p></figure>"
        )


def read_not_made(folder: Path) -> list[dict[str, str]]:
    """Planned outputs a run could not make: `id, title, reason`, in order of their ids."""
    import json

    paths = sorted((folder / "records" / "not-made").glob("*.json"))
    return [dict(json.loads(path.read_text(encoding="utf-8"))) for path in paths]


def read_records(folder: Path) -> list[tuple[Record, dict[str, Any]]]:
    """Read the records of an outputs folder, tables and figures in order of their ids."""
    found = []
    for path in sorted((folder / "records").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        data["files"] = tuple(data["files"])
        found.append((Record(**data), data))
    return found
