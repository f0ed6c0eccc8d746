"""One citizen's life under two designs: as sentences, as text, as a drawing and as a document."""

from __future__ import annotations

from sim.report.timeline.narrative import sentences_of
from sim.report.timeline.svg import svg_of
from sim.report.timeline.text import text_of

__all__ = ["sentences_of", "svg_of", "text_of"]
