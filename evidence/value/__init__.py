"""Cost benefit analysis for local partnerships: a model of costs and benefits by agency and year, and what it comes to.

Rooms: `rates` (discounting, prices, confidence grades), `unit_costs`, `model` (the tables), `reading` (the file, checked),
`results`, `sensitivity`, and `workbook` (the spreadsheet with live formulas). Formulas follow HM Treasury's guidance for local
partnerships (2014); what nobody has checked against its publication says so.
"""

from __future__ import annotations

from evidence.value.model import ValueModel
from evidence.value.rates import confidence_grades, deflator_tables, discount_factors, discount_tables
from evidence.value.reading import named_database, read_model
from evidence.value.results import by_agency, chain_table, cumulative, flows, present_values, results
from evidence.value.sensitivity import monte_carlo, spread, switching_values, tornado
from evidence.value.unit_costs import headline_costs, read_database

__all__ = [
    "ValueModel",
    "by_agency",
    "chain_table",
    "confidence_grades",
    "cumulative",
    "deflator_tables",
    "discount_factors",
    "discount_tables",
    "flows",
    "headline_costs",
    "monte_carlo",
    "named_database",
    "present_values",
    "read_database",
    "read_model",
    "results",
    "spread",
    "switching_values",
    "tornado",
]
