"""Figures for a page: an SVG element with a text alternative, and its numbers as a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from markupsafe import Markup

from sim.analysis.study_analysis import Analysis
from sim.report.block import Block
from sim.report.figures import Drawn
from sim.report.levels import differences_by_design

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "http://www.w3.org/1999/xlink"
DROPPED: Final = (f"{{{SVG}}}metadata", f"{{{SVG}}}style", f"{{{SVG}}}script", f"{{{SVG}}}foreignObject")
REFERENCES: Final = re.compile(r"url\(#([^)]+)\)")


@dataclass(frozen=True, slots=True)
class Illustration:
    """A figure in a page."""

    name: str
    title: str
    alt: str
    caption: str
    svg: Markup
    table: Block | None


def illustrations(analysis: Analysis, found: Iterable[Drawn]) -> Iterator[Illustration]:
    """Figures for a page, each with its table if it has one."""
    tables = tables_of(analysis)
    for one in found:
        svg = inline(one.svg, one.name, one.alt)
        yield Illustration(one.name, one.title, one.alt, one.caption, svg, tables.get(one.name))


def tables_of(analysis: Analysis) -> Mapping[str, Block]:
    """The numbers of the figures, by name of figure."""
    return {"figure": differences_by_design(analysis)} if analysis.others else {}


def inline(svg: str | bytes, name: str, alt: str) -> Markup:
    """An SVG document as an element of a page.

    Its ids are prefixed with `name`, so that those of several figures do not collide. Metadata, scripts, global styles,
    event handlers and external references are removed; `alt` becomes its label.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314  (our own figure)
    for parent in list(root.iter()):
        # Copied, because removing a child during iteration skips its sibling.
        for child in list(parent):
            if child.tag in DROPPED:
                parent.remove(child)
    for element in root.iter():
        element.attrib = {key: value for key, value in renamed(element.attrib, name) if is_harmless(key, value)}
    # Without a size of its own the figure scales with the page.
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.attrib |= {"role": "img", "aria-label": alt}
    # Otherwise the elements would be called ns0:svg and so on, which HTML does not know.
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704  (written from a tree, and so escaped)


def renamed(attributes: Mapping[str, str], name: str) -> Iterator[tuple[str, str]]:
    """The attributes, with `name` before every id and every reference to an id."""
    for key, value in attributes.items():
        if key == "id":
            yield key, f"{name}-{value}"
        # With or without the namespace of XLink, which Matplotlib writes and SVG 2 no longer needs.
        elif key.rpartition("}")[2] == "href" and value.startswith("#"):
            yield key, f"#{name}-{value[1:]}"
        elif key in {"aria-labelledby", "aria-describedby"}:
            yield key, " ".join(f"{name}-{each}" for each in value.split())
        else:
            yield key, REFERENCES.sub(rf"url(#{name}-\1)", value)


def is_harmless(key: str, value: str) -> bool:
    """True if an attribute neither runs a script nor requests a resource."""
    local = key.rpartition("}")[2].lower()
    return not local.startswith("on") and (local != "href" or value.startswith("#"))
