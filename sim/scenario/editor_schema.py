"""The JSON Schema of scenario files, for editors: generated from the models, so that it is always up to date.

There are two variants. The open one is for files: nothing is required and null deletes, because any file may be a part
that another one completes. The complete one is for resolved documents.
"""

from __future__ import annotations

from typing import Any, Final, get_args

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from sim.scenario.distributions import Grade
from sim.scenario.families import CAPS, FAMILIES, TABLE, families_of
from sim.scenario.quantities import CalendarForm, CategoriesForm, KnownForm, VariedForm, categories_of
from sim.scenario.schema import Part
from sim.scenario.schema.parts import Partials
from sim.scenario.shape import Shape, fields_of, scenario_shape
from sim.scenario.units import NUMBER, SHARE, Dimension

Schema = dict[str, Any]
DIALECT: Final = "http://json-schema.org/draft-07/schema#"
_NAME: Final = {"pattern": "^[a-z0-9][a-z0-9_-]*$", "maxLength": 64}


def editor_schema(*, complete: bool = False) -> Schema:
    """The schema of a file, or with `complete` that of a resolved document."""
    writer = _Writer(complete=complete)
    root = writer.part(scenario_shape(), whole=complete)
    if not complete:
        texts = {"type": "string", "minLength": 1}
        root["properties"] = {
            "extends": {
                "description": "Files that this one builds on, relative to it; later ones win over earlier ones.",
                "anyOf": [texts, {"type": "array", "items": texts}],
            },
            "parameters_from": {
                "description": "A file of fitted parameters, relative to this one, as `mbsim calibrate` writes it: the "
                "numbers that this scenario grades calibrated take their value and range from it.",
                **texts,
            },
            "replaces": {
                "description": "Mappings, by their path, that this file gives as a whole: nothing inherited is merged.",
                "anyOf": [texts, {"type": "array", "items": texts}],
            },
            "overrides": {
                "description": "Named changes that can be asked for with --override.",
                "type": "object",
                "additionalProperties": {"$ref": "#/definitions/Scenario"},
            },
        } | root["properties"]
        writer.definitions["Scenario"] = writer.part(scenario_shape(), whole=False)
    title = "A resolved scenario" if complete else "A scenario file, or a part of one"
    return {"$schema": DIALECT, "title": title, **root, "definitions": dict(sorted(writer.definitions.items()))}


class _Writer:
    """Generates the schema; each part is defined once and referred to by name."""

    def __init__(self, *, complete: bool) -> None:
        self.complete = complete
        self.definitions: dict[str, Schema] = {}

    def part(self, shape: Shape, *, whole: bool) -> Schema:
        """An object with the declared keys; all required ones if it is `whole`."""
        assert shape.part is not None  # noqa: S101  # only called for parts
        fields = fields_of(shape.part)
        required = [key for key, field in fields.items() if field.is_required()]
        if not whole:
            # Other files may complete a part, but an item of a list of contacts is recognised by its name.
            required = [key for key in required if key == "name" and "channel" in fields]
        return {
            "type": "object",
            "description": _line(shape.part.__doc__),
            "properties": {key: self.field(key, field, shape, whole=whole) for key, field in fields.items()},
            "additionalProperties": False,
        } | ({"required": required} if required else {})

    def field(self, key: str, field: FieldInfo, shape: Shape, *, whole: bool) -> Schema:
        """One key with its description and default; null deletes it unless the part is whole."""
        below = shape.below(key)
        assert below is not None  # noqa: S101  # the key is declared
        inner = self.any(below, whole=whole)
        schema: Schema = {"description": _line(field.description)}
        # Draft 7 ignores what stands beside a reference, so it is wrapped for its description to count.
        schema |= {"allOf": [inner]} if whole else {"anyOf": [inner, {"type": "null"}]}
        if not field.is_required() and isinstance(field.default, str | int | bool):
            schema["default"] = field.default
        return schema

    def any(self, shape: Shape, *, whole: bool) -> Schema:
        """The schema of any shape."""
        if shape.kind == "part":
            part = self.named_part(shape, whole=whole)
            return part if self.complete or not is_short(shape) else {"anyOf": [{"type": "string"}, part]}
        if shape.kind == "leaf":
            return self.leaf(shape)
        assert shape.inner is not None  # noqa: S101  # tables and lists have one
        if shape.kind == "table":
            return self.table(self.any(shape.inner, whole=whole), whole=whole)
        items = {"type": "array", "items": self.any(shape.inner, whole=shape.kind == "list" or whole)}
        if shape.kind == "list" or self.complete:
            return items
        by_name = self.named_part(shape.inner, whole=False, suffix="ByName")
        return {"anyOf": [items, self.table(by_name, whole=False)]}

    def table(self, inner: Schema, *, whole: bool) -> Schema:
        """An object with names of the author's choosing."""
        values = inner if whole else {"anyOf": [inner, {"type": "null"}]}
        return {"type": "object", "propertyNames": _NAME, "additionalProperties": values} | (
            {"minProperties": 1} if whole else {}
        )

    def named_part(self, shape: Shape, *, whole: bool, suffix: str = "") -> Schema:
        """A reference to a part, which is written at its first use."""
        assert shape.part is not None  # noqa: S101  # only called for parts
        name = shape.part.__name__ + suffix
        if name not in self.definitions:
            # Entered before its fields are written, so that a part may contain itself.
            self.definitions[name] = {}
            self.definitions[name] |= self.part(shape, whole=whole)
            # A contact given by name has its key for a name, so that nothing is required within it.
            if suffix:
                self.definitions[name].pop("required", None)
        return {"$ref": f"#/definitions/{name}"}

    def leaf(self, shape: Shape) -> Schema:
        """A quantity, a choice, a text or a list of them."""
        if isinstance(shape.form, KnownForm):
            return self.known(shape.form.dimension)
        if isinstance(shape.form, VariedForm):
            return self.varied(shape.form.dimension)
        if isinstance(shape.form, CategoriesForm):
            return self.categories(categories_of(shape.annotation))
        if shape.options:
            words = [word for each in get_args(shape.annotation) for word in _words(each)]
            parts = [self.named_part(Shape("part", part, part=part), whole=True) for part in shape.options]
            return {"anyOf": [{"enum": words}, *parts]}
        if shape.annotation == Partials:
            return {"type": "array", "minItems": 1, "items": {"type": "object"}}
        assert shape.field is not None  # noqa: S101  # bare leaves stand in fields
        return _bare(shape.field)

    def known(self, dimension: Dimension) -> Schema:
        """A bare value, or one with its evidence."""
        name = f"Known {dimension.name}"
        value = _value(dimension)
        texts = {"type": "string"}
        keys: Schema = {
            "value": value | {"description": "The value."},
            "low": value | {"description": "Lower end of the plausible range, included."},
            "high": value | {"description": "Upper end of the plausible range, included."},
            "grade": {"enum": list(get_args(Grade)), "description": "Evidence for the value."},
            "source": {
                "anyOf": [texts, {"type": "array", "items": texts, "minItems": 1, "uniqueItems": True}],
                "description": "Keys of the sources it was read in.",
            },
            "note": texts | {"description": "Remarks for the reader."},
        }
        self.definitions.setdefault(name, {"anyOf": [value, _object(keys, ["value"])]})
        return {"$ref": f"#/definitions/{name}"}

    def distribution(self, dimension: Dimension) -> Schema:
        """A known value for everyone, or a distribution."""
        name = f"Distribution of {dimension.name}"
        if name not in self.definitions:
            own = self.known(dimension)
            choices = [own, *(self.family(family, own) for family in families_of(dimension))]
            self.definitions[name] = {"anyOf": choices}
        return {"$ref": f"#/definitions/{name}"}

    def family(self, name: str, own: Schema) -> Schema:
        """One family of distributions with its parameters and caps."""
        kinds = {"own": own, "positive": own, "median": self.known(SHARE)}
        number = self.known(NUMBER)
        parameters = {key: kinds.get(kind, number) for key, kind in FAMILIES[name].parameters.items()}
        inner = _object(parameters, list(parameters)) if parameters else {"type": "object", "additionalProperties": own}
        described = {"description": _line(FAMILIES[name].record.__doc__), **inner}
        return _object({name: described} | dict.fromkeys(CAPS, own), [name])

    def varied(self, dimension: Dimension) -> Schema:
        """A distribution, or a table of them by segment."""
        return self.by_segment(f"Varied {dimension.name}", self.distribution(dimension))

    def categories(self, names: tuple[str, ...]) -> Schema:
        """Shares of categories, or a table of them by segment."""
        return self.by_segment(
            f"Shares of {', '.join(names)}", _object(dict.fromkeys(names, self.known(SHARE)), list(names))
        )

    def by_segment(self, name: str, inner: Schema) -> Schema:
        """The schema `inner`, or a table of values of that schema by segment."""
        table = {"type": "object", "propertyNames": _NAME, "additionalProperties": inner, "minProperties": 1}
        self.definitions.setdefault(name, {"anyOf": [inner, _object({TABLE: table}, [TABLE])]})
        return {"$ref": f"#/definitions/{name}"}


def is_short(shape: Shape) -> bool:
    """True if a bare text may be written in place of the whole part."""
    return shape.part is not None and issubclass(shape.part, Part) and shape.part.bare is not None


def _object(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False, "required": required}


def _value(dimension: Dimension) -> Schema:
    texts = {"type": "string", "pattern": dimension.pattern, "description": dimension.allowed}
    numbers: Schema = {"type": "number", "minimum": dimension.least, "maximum": dimension.most}
    if dimension is NUMBER:
        return numbers
    return {"anyOf": [numbers, texts]} if dimension is SHARE else texts


def _words(annotation: object) -> list[str]:
    """The words among the members of a choice type."""
    inner = get_args(annotation)
    texts = [each for each in inner if isinstance(each, str)]
    return texts if texts or not inner else _words(inner[0])


def _bare(field: FieldInfo) -> Schema:
    for form in field.metadata:
        if isinstance(form, CalendarForm):
            return form.schema()
    schema: Schema = TypeAdapter(field.rebuild_annotation()).json_schema()
    options = schema.get("anyOf")
    if options:
        schema = next(option for option in options if option != {"type": "null"})
    return {key: value for key, value in schema.items() if key not in {"default", "title"}}


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def parts_of(shape: Shape | None = None) -> dict[str, type[Part]]:
    """Every part of the document by its class name, in the order of the document."""
    found: dict[str, type[Part]] = {}
    _collect(shape or scenario_shape(), found)
    return found


def _collect(shape: Shape, found: dict[str, type[Part]]) -> None:
    if shape.inner is not None:
        _collect(shape.inner, found)
    for option in shape.options:
        _collect(Shape("part", option, part=option), found)
    if shape.kind == "part" and shape.part is not None and shape.part.__name__ not in found:
        found[shape.part.__name__] = shape.part  # type: ignore[assignment]  # every part of the schema is a Part
        for key in shape.keys:
            below = shape.below(key)
            if below is not None:
                _collect(below, found)
