"""Disclosure control: no count of fewer people than the threshold is shown or can be worked out from what is shown.

`protect` withholds small counts, and the further counts from which they could be worked out; `audit` plays the reader who puts
together everything that a report and the earlier ones show. Sources: Hundepool and others, Statistical Disclosure Control
(2012); Fischetti and Salazar (1999, 2001) on the choice of cells; the threshold of 10 is that of the Office for National
Statistics' Secure Research Service.
"""

from __future__ import annotations

from evidence.disclosure.counting import YES, count_people, joined
from evidence.disclosure.numbers import FIGURES, shown_figures
from evidence.disclosure.protecting import Policy, Protected, protect, rounded, unsafe
from evidence.disclosure.recoding import MOST_UNSAFE, join_smallest
from evidence.disclosure.release import Cells, as_text, audit, shown_cells, together
from evidence.disclosure.tables import ANSWERED, NO_ANSWER, REST, TOTAL, Key

__all__ = [
    "ANSWERED",
    "FIGURES",
    "MOST_UNSAFE",
    "NO_ANSWER",
    "REST",
    "TOTAL",
    "YES",
    "Cells",
    "Key",
    "Policy",
    "Protected",
    "as_text",
    "audit",
    "count_people",
    "join_smallest",
    "joined",
    "protect",
    "rounded",
    "shown_cells",
    "shown_figures",
    "together",
    "unsafe",
]
