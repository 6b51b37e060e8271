"""The model as a drawing: which codes and claims stand on which part of it (Fig01)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coding.claims import Claims
from coding.codebook import Codebook, in_language
from coding.errors import CodingError
from coding.study import Study
from coding.yaml_reading import references, text, texts
from coding.yaml_source import YamlSource, read_yaml

__all__ = ["KINDS_OF_PART", "Part", "drawing_by_group", "drawing_of", "read_drawing"]

KINDS_OF_PART = ("work", "lack", "actor")  # inside a layer, from top to bottom
_TOP = ("schema", "id", "codebook", "claims", "poles", "above", "layers", "spanning", "below")
_POLES = 2
_PART = ("id", "kind", "label", "code", "claims")


@dataclass(frozen=True, slots=True)
class Part:
    """
    One box or arrow of the drawing.

    Attributes
    ----------
    id : str
    place : {'above', 'left', 'right', 'layer', 'into', 'spanning', 'below', 'group'}
        Left and right are the poles of a layer; `into` is the arrow into a layer.
    kind : str
        In a layer: `work`, `lack` or `actor`; otherwise the place.
    layer : str
        Roll-up of the layer, or the code that spans them; empty elsewhere.
    title : str
        Heading of the layer, the pole or the spanning box, in words.
    label : str
        What the part is called.
    code : str
        The code it stands for; empty where it stands for claims only.
    claims : tuple of str
    """

    id: str
    place: str
    kind: str
    layer: str
    title: str
    label: str
    code: str
    claims: tuple[str, ...]


def drawing_of(study: Study) -> tuple[Part, ...]:
    """
    The drawing a study names in `study.toml`, or one box a group of claims.

    Raises
    ------
    CodingError
        If the study has no claims, or its drawing is wrong.
    """
    settings = study.settings
    if study.claims is None:
        raise CodingError("this study has no claims to draw", where="study.toml")
    if not settings.model:
        return drawing_by_group(study.claims, language=settings.language)
    path = study.path(settings.model)
    return read_drawing(path, study.codebook, study.claims, language=settings.language)


def read_drawing(
    path: Path, codebook: Codebook, claims: Claims, *, language: str
) -> tuple[Part, ...]:
    """
    Read and check a drawing.

    Parameters
    ----------
    path : Path
    codebook : Codebook
        Gives the names of layers, codes and actors.
    claims : Claims
    language : {'nl', 'en'}

    Returns
    -------
    tuple of Part
        From top to bottom, left to right.

    Raises
    ------
    CodingError
        For broken YAML, a field, code, roll-up or claim that does not exist, or a claim that stands
        on no part or on two; names file and line.
    """
    source = read_yaml(path)
    source.check_keys(_TOP)
    reader = _Reader(source, codebook, claims, language)
    parts = tuple(reader.parts())
    placed = [claim for part in parts for claim in part.claims]
    if left := [claim for claim in claims.claims if claim not in placed]:
        source.fail(f"claims on no part: {', '.join(left)}", expected="each claim on one part")
    if twice := sorted({claim for claim in placed if placed.count(claim) > 1}):
        source.fail(f"claims on two parts: {', '.join(twice)}", expected="each claim on one part")
    return parts


@dataclass(frozen=True, slots=True)
class _Reader:
    source: YamlSource
    codebook: Codebook
    claims: Claims
    language: str

    def parts(self) -> Iterator[Part]:
        for place in ("above", "layers", "spanning", "below"):
            value = self.source.value.get(place) or []
            if place == "layers":
                for i in range(len(value)):
                    yield from self.layer(i)
            elif place == "spanning" and value:
                yield from self.spanning()
            else:
                yield from (self.part(place, (place, i)) for i in range(len(value)))

    def layer(self, i: int) -> Iterator[Part]:
        at: tuple[str | int, ...] = ("layers", i)
        self.source.check_keys(("id", "into", "poles", "parts"), *at)
        layer = self._known(text(self.source, *at, "id"), (*at, "id"))
        one = self.source.get(*at)
        if "into" in one:
            yield self.part("into", (*at, "into"), layer=layer)
        poles = one.get("poles") or []
        if len(poles) not in {0, _POLES} or bool(poles) != bool(self.source.value.get("poles")):
            self.source.fail(f"{len(poles)} poles in a layer", *at, expected="two, named on top")
        for j, place in zip(range(len(poles)), ("left", "right"), strict=False):
            title = self._title(("poles", j), self.source.get("poles", j).get("rollup", ""))
            yield self.part(place, (*at, "poles", j), layer=layer, title=title)
        for j in range(len(one.get("parts") or [])):
            where = (*at, "parts", j)
            kind = text(self.source, *where, "kind")
            if kind not in KINDS_OF_PART:
                expected = " or ".join(KINDS_OF_PART)
                self.source.fail(f"kind {kind!r}", *where, "kind", expected=expected)
            yield self.part("layer", where, layer=layer, kind=kind)

    def spanning(self) -> Iterator[Part]:
        self.source.check_keys(("code", "parts"), "spanning")
        code = self._known(text(self.source, "spanning", "code"), ("spanning", "code"))
        for i in range(len(self.source.get("spanning").get("parts") or [])):
            yield self.part("spanning", ("spanning", "parts", i), layer=code)

    def part(
        self,
        place: str,
        at: tuple[str | int, ...],
        *,
        layer: str = "",
        kind: str = "",
        title: str = "",
    ) -> Part:
        """One part; named after its code where it has no label."""
        self.source.check_keys(_PART, *at)
        one: dict[str, Any] = self.source.get(*at)
        code = str(one.get("code") or "")
        if code:
            self._known(code, (*at, "code"))
        elif not one.get("label"):
            self.source.fail("a part without a name", *at, expected="label: or code:")
        known = self.claims.claims
        return Part(
            id=str(one.get("id") or code),
            place=place,
            kind=kind or place,
            layer=layer,
            title=title or (self._title(at, layer, label=False) if layer else ""),
            label=self._title(at, code),
            code=code,
            claims=references(self.source, *at, "claims", known=known, what="claim"),
        )

    def _known(self, name: str, at: tuple[str | int, ...]) -> str:
        if name not in self.codebook.codes and name not in self.codebook.rollups:
            self.source.fail(f"no code or roll-up {name!r}", *at)
        return name

    def _title(self, at: tuple[str | int, ...], code: str, *, label: bool = True) -> str:
        """A label of the drawing, else of the codebook."""
        if label and self.source.get(*at).get("label"):
            return in_language(texts(self.source, *at, "label"), self.language)
        if code in self.codebook.rollups:
            return in_language(self.codebook.rollups[code].label, self.language, default=code)
        return self.codebook.code(code).name(self.language)


def drawing_by_group(claims: Claims, *, language: str) -> tuple[Part, ...]:
    """
    A drawing for a study that has none: one box a group of claims, and one for those in no group.

    Parameters
    ----------
    claims : Claims
    language : {'nl', 'en'}
    """
    groups: dict[str, list[str]] = {group: [] for group in claims.groups}
    for claim in claims.claims.values():
        groups.setdefault(claim.group, []).append(claim.id)
    return tuple(
        Part(
            id=group or "claims",
            place="group",
            kind="group",
            layer="",
            title="",
            label=in_language(claims.groups.get(group, {}), language, default=group or "claims"),
            code="",
            claims=tuple(mine),
        )
        for group, mine in groups.items()
        if mine
    )
