"""The shape of the document: the keys at each place, and the values that are replaced only as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.nodes import Entry, Listing, Mapping, Node
from sim.scenario.quantities import CategoriesForm, KnownForm, VariedForm
from sim.scenario.schema import ContactPlan, Scenario

Form = KnownForm | VariedForm | CategoriesForm


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The structure allowed at a place of the document.

    A `part` has declared keys; a `table` has names chosen by the author; `named` is a list whose items are identified
    by name; a `list` is replaced as a whole, although paths can lead to its items; a `leaf` is replaced as a whole.
    """

    kind: Literal["part", "table", "named", "list", "leaf"]
    annotation: object
    part: type[BaseModel] | None = None
    inner: Shape | None = None
    field: FieldInfo | None = None
    form: Form | None = None
    options: tuple[type[BaseModel], ...] = ()
    """For a choice between a word and mappings: the classes of these mappings."""

    @property
    def keys(self) -> dict[str, FieldInfo]:
        """The declared keys of a part, in order; nothing for other shapes."""
        return {} if self.part is None or self.kind != "part" else fields_of(self.part)

    @property
    def merges(self) -> bool:
        """True if two mappings here merge key by key."""
        return self.kind in {"part", "table", "named"}

    @property
    def is_quantity(self) -> bool:
        """True if the value here is a known value, a distribution, a table by segment, or categories."""
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
    # By identity, for a `FieldInfo` has no hash.
    shape = _shapes.get(id(field))
    if shape is None:
        shape = _shaped(field.annotation, tuple(field.metadata), field)
        _shapes[id(field)] = shape
    return shape


_shapes: dict[int, Shape] = {}
"""Shapes by field; fields live as long as the schema."""


def _shaped(annotation: object, metadata: tuple[object, ...] = (), field: FieldInfo | None = None) -> Shape:
    """The shape of a field's type; `metadata` are the annotations of the type."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shaped(arguments[0], (*arguments[1:], *metadata), field)
    # A quantity is recognised by its form, before its type could be taken for a union or a table.
    if forms := [item for item in metadata if isinstance(item, Form)]:
        return Shape("leaf", annotation, field=field, form=forms[0])
    if origin in {Union, UnionType}:
        return _choice(annotation, [each for each in arguments if each is not type(None)], field)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Shape("part", annotation, part=annotation, field=field)
    inner = _shaped(arguments[{dict: 1}.get(origin, 0)]) if origin in {dict, tuple} else None
    if inner is None or (origin is tuple and inner.part is None and not inner.options):
        return Shape("leaf", annotation, field=field)
    # Only contacts have a name of their own within a list.
    items: Literal["named", "list"] = "named" if inner.part is ContactPlan else "list"
    return Shape("table" if origin is dict else items, annotation, inner=inner, field=field)


def _choice(annotation: object, members: list[object], field: FieldInfo | None) -> Shape:
    if len(members) == 1:
        return _shaped(members[0], (), field)
    parts = [get_args(each)[0] if get_origin(each) is Annotated else each for each in members]
    options = tuple(part for part in parts if isinstance(part, type) and issubclass(part, BaseModel))
    return Shape("leaf", annotation, field=field, options=options)


@cache
def shape_of(part: type[BaseModel]) -> Shape:
    """The shape of a whole document."""
    return _shaped(part)


def scenario_shape() -> Shape:
    """The shape of a scenario."""
    return shape_of(Scenario)


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


def quantities_in(entry: Entry, shape: Shape | None) -> Iterator[Entry]:
    """Every quantity in a leaf: the leaf itself, or those within a list of parts or a choice."""
    if shape is None:
        return
    if shape.is_quantity:
        yield entry
    elif isinstance(entry.node, Listing):
        for item in entry.node.items if shape.inner is not None else ():
            yield from quantities_in(Entry(item.place, item), shape.inner)
    elif isinstance(entry.node, Mapping):
        for key, inner in entry.node.entries.items():
            yield from quantities_in(inner, shape.below(key))
