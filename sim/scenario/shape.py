"""The shape of the document: which keys a place has, and where a value begins that is replaced only as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.nodes import Entry, Mapping, Node
from sim.scenario.quantities import CategoriesForm, KnownForm, VariedForm
from sim.scenario.schema import ContactPlan, Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What may stand at a place of the document.

    A `part` has declared keys; a `table` has names chosen by the author; `named` is a list whose items are known by
    their name; a `list` is replaced as a whole, though its items can be pointed at; a `leaf` is replaced as a whole.
    """

    kind: Literal["part", "table", "named", "list", "leaf"]
    annotation: Any
    part: type[BaseModel] | None = None
    inner: Shape | None = None
    field: FieldInfo | None = None
    form: KnownForm | VariedForm | CategoriesForm | None = None
    options: tuple[type[BaseModel], ...] = ()
    """For a choice between a word and mappings: what the mappings can be."""

    @property
    def keys(self) -> dict[str, FieldInfo]:
        """The declared keys of a part, in order; nothing for other shapes."""
        return {} if self.part is None or self.kind != "part" else fields_of(self.part)

    @property
    def merges(self) -> bool:
        """Whether two mappings here merge key by key."""
        return self.kind in {"part", "table", "named"}

    @property
    def is_quantity(self) -> bool:
        """Whether a known value, a distribution, a table or categories stand here."""
        return self.form is not None

    def below(self, step: str | int) -> Shape | None:
        """The shape one step down; None for an unknown key, or inside a leaf."""
        if self.kind == "part":
            field = self.keys.get(str(step))
            return None if field is None else _field_shape(field)
        chosen = [fields_of(option)[str(step)] for option in self.options if str(step) in fields_of(option)]
        return _field_shape(chosen[0]) if chosen else self.inner


def fields_of(part: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a part by the key that the file uses."""
    return {field.alias or name: field for name, field in part.model_fields.items()}


def _field_shape(field: FieldInfo) -> Shape:
    shape = _shapes.get(id(field))
    if shape is None:
        shape = _shaped(field.annotation, tuple(field.metadata), field)
        _shapes[id(field)] = shape
    return shape


_shapes: dict[int, Shape] = {}
"""Shapes by field; fields live as long as the schema."""


def _shaped(annotation: Any, metadata: tuple[Any, ...] = (), field: FieldInfo | None = None) -> Shape:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return _shaped(inner, (*more, *metadata), field)
    forms = [item for item in metadata if isinstance(item, KnownForm | VariedForm | CategoriesForm)]
    if forms:
        return Shape("leaf", annotation, field=field, form=forms[0])
    if origin in {Union, UnionType}:
        present = [member for member in get_args(annotation) if member is not type(None)]
        if len(present) == 1:
            return _shaped(present[0], metadata, field)
        options = tuple(option for option in map(_unwrapped, present) if isinstance(option, type))
        return Shape("leaf", annotation, field=field, options=options)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Shape("part", annotation, part=annotation, field=field)
    if origin is dict:
        return Shape("table", annotation, inner=_shaped(get_args(annotation)[1]), field=field)
    if origin is tuple:
        inner = _shaped(get_args(annotation)[0])
        if inner.part is not None:
            return Shape("named" if inner.part is ContactPlan else "list", annotation, inner=inner, field=field)
    return Shape("leaf", annotation, field=field)


def _unwrapped(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


@cache
def scenario_shape() -> Shape:
    """The shape of the whole document."""
    return _shaped(Scenario)


def shape_at(path: Sequence[str]) -> Shape | None:
    """The shape at a path; None if there is no such key, or the path leads into a leaf."""
    shape: Shape | None = scenario_shape()
    for step in path:
        if shape is None:
            return None
        shape = shape.below(step)
    return shape


def leaves(
    node: Node, shape: Shape | None = None, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Entry, Shape | None]]:
    """Every value that is replaced as a whole, with its path and shape; the shape is None below an unknown key."""
    shape = scenario_shape() if shape is None and not path else shape
    if not isinstance(node, Mapping) or shape is None or not shape.merges:
        yield path, Entry(node.place, node), shape
        return
    for key, entry in node.entries.items():
        below = shape.below(key)
        if isinstance(entry.node, Mapping) and below is not None and below.merges:
            yield from leaves(entry.node, below, (*path, key))
        else:
            yield (*path, key), entry, below
