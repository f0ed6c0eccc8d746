"""The columns of the per-citizen table."""

from sim.rules.columns import CAUSES, COLUMNS, LATE_CAUSES, LEDGER, NAMES, Column, Effort

__all__ = ["CAUSES", "COLUMNS", "LATE_CAUSES", "LEDGER", "NAMES", "Column", "Effort"]
