"""What the evidence base covers and what it does not: gaps, saturation, years and models compared."""

from __future__ import annotations

from evidence.landscape.cells import FEW, cells
from evidence.landscape.gaps import NO_CASE, NO_FINDING, SILENT, SPOKEN, gap_map, gap_passages, groups_of
from evidence.landscape.saturation import (
    BASE_SIZE,
    RUN,
    THRESHOLD,
    accumulation,
    codes_by_cases,
    saturated_at,
    saturation,
)
from evidence.landscape.trends import by_model, by_period, periods

__all__ = [
    "BASE_SIZE",
    "FEW",
    "NO_CASE",
    "NO_FINDING",
    "RUN",
    "SILENT",
    "SPOKEN",
    "THRESHOLD",
    "accumulation",
    "by_model",
    "by_period",
    "cells",
    "codes_by_cases",
    "gap_map",
    "gap_passages",
    "groups_of",
    "periods",
    "saturated_at",
    "saturation",
]
