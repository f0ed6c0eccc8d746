"""The reference of all keys as Markdown tables, generated from the models."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Annotated, Final, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.editor_schema import is_short, parts_of
from sim.scenario.quantities import CategoriesForm, KnownForm, VariedForm, categories_of
from sim.scenario.schema import Scenario
from sim.scenario.schema.parts import Partials
from sim.scenario.shape import Shape, fields_of, scenario_shape
from sim.scenario.units import plain_decimal
from sim.scenario.writing import explicit, inline

BEGIN: Final = "<!-- reference: written by `mbsim schema --reference` -->"
END: Final = "<!-- end of reference -->"


def reference() -> str:
    """One table for each part of the document: key, form, default, meaning."""
    sections = [_section(name, part) for name, part in parts_of().items()]
    return "\n\n".join([BEGIN, *sections, END]) + "\n"


def _section(name: str, part: type[BaseModel]) -> str:
    shape = scenario_shape() if part is Scenario else Shape("part", part, part=part)
    rows = [_row(key, field, shape.below(key)) for key, field in fields_of(part).items()]
    heading = f"### {name}\n\n{_line(part.__doc__)}\n\n"
    return heading + "\n".join(["| key | form | default | meaning |", "|---|---|---|---|", *rows])


def _row(key: str, field: FieldInfo, shape: Shape | None) -> str:
    default = "required" if field.is_required() else _default(field)
    cells = (f"`{key}`", "" if shape is None else _form(shape), default, _line(field.description))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(field: FieldInfo) -> str:
    if field.default is None:
        return "absent"
    return f"`{inline(explicit(field.default))}`" if field.default != "" else "empty"


def _form(shape: Shape) -> str:
    """The values allowed at a key, in a few words."""
    if shape.part is not None and shape.kind == "part":
        return ("text, or " if is_short(shape) else "") + _link(shape.part)
    if shape.inner is not None:
        inner = _form(shape.inner)
        return {"table": f"names, each with {inner}", "named": f"list of {inner}, known by `name`"}.get(
            shape.kind, f"list of {inner}"
        )
    if isinstance(shape.form, KnownForm | VariedForm):
        varied = "varied " if isinstance(shape.form, VariedForm) else ""
        limit = " > 0" if shape.form.positive else ""
        if isinstance(shape.form, KnownForm):
            limit += f" ≥ {plain_decimal(shape.form.least)}" if shape.form.least > -math.inf else ""
            limit += f" ≤ {plain_decimal(shape.form.most)}" if shape.form.most < math.inf else ""
        return f"{varied}{shape.form.dimension.name}{limit}"
    if isinstance(shape.form, CategoriesForm):
        return "shares of " + ", ".join(f"`{name}`" for name in categories_of(shape.annotation))
    words = _words(shape.annotation)
    options = [_link(option) for option in shape.options]
    if words or options:
        several = "any of " if get_origin(shape.annotation) is tuple else ""
        return several + " · ".join([*(f"`{word}`" for word in words), *options])
    return _bare(shape)


def _words(annotation: object) -> list[str]:
    """The words that a choice allows, at any depth of the annotation."""
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    return [word for inner in get_args(annotation) for word in _words(inner)]


def _bare(shape: Shape) -> str:
    """A text, a number, a day, or a list of one of these, with its limits; or partial scenarios."""
    if shape.annotation == Partials:
        return "list of partial scenarios"
    metadata = list(shape.field.metadata) if shape.field is not None else []
    annotation, several = shape.annotation, False
    while get_args(annotation):
        if get_origin(annotation) is Annotated:
            metadata += get_args(annotation)[1:]
        several = several or get_origin(annotation) is tuple
        annotation = get_args(annotation)[0]
    names = {datetime: "moment", date: "day", bool: "true or false", int: "whole number", float: "number"}
    text = next((name for kind, name in names.items() if kind is annotation), "text") + _limits(metadata)
    return f"list of {text}" if several else text


def _limits(metadata: list[object]) -> str:
    """The limits of a value: bounds, or the pattern that a text must match."""
    flat = [inner for each in metadata for inner in (each.metadata if isinstance(each, FieldInfo) else [each])]
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    bounds = [f" {sign} {getattr(each, name)}" for each in flat for name, sign in signs.items() if hasattr(each, name)]
    patterns = [str(pattern) for each in flat if (pattern := getattr(each, "pattern", None)) is not None]
    return "".join(bounds) + (f" matching `{patterns[0]}`" if patterns else "")


def _link(part: type[BaseModel]) -> str:
    return f"[{part.__name__}](#{part.__name__.lower()})"


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
