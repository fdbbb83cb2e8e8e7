"""The constructed case of the field's formulas, as a model file; and other models as changes of its text."""

from __future__ import annotations

from pathlib import Path

from evidence.value import read_model

MODEL = """\
title: Constructed case
years: {first: 2014/15, number: 5}
price_base: 2013/14
discounting: {table: green-book-2022}
places: {studied: 1, selection: chosen}
sources:
  made: {title: Constructed for the test, illustrative: true}
  ucd: {title: Unit Cost Database v1.4, published: New Economy 2015}
agencies:
  council: {name: Council}
  police: {name: Police}
  nhs: {name: NHS}
  families: {name: Families, public: false}
costs:
  - id: team
    name: Team
    kind: revenue
    agency: council
    grade: 3
    source: made
    price_year: 2013/14
    amounts: [200000, 150000, 150000, 150000, 150000]
benefits:
  - id: dv
    name: Domestic violence
    kind: fiscal
    agency: police
    cashable: 0.5
    grade: 5
    source: made
    chain:
      population: {value: 4000, source: made}
      affected: {value: 0.5, source: made}
      engaged: {value: 0.6, source: made}
      retained: {value: 0.8, source: made}
      impact: {value: 0.2, source: made}
      deadweight: {value: 0.15, source: made}
    unit_value: {value: 415, unit: per incident, price_year: 2013/14, source: ucd}
    phasing: {shares: [0, 0.5, 1, 1, 1], source: made}
  - id: ae
    name: Accident and emergency
    kind: fiscal
    agency: nhs
    grade: 5
    source: made
    chain:
      population: {value: 6000, source: made}
      affected: {value: 0.4, source: made}
      engaged: {value: 0.6, source: made}
      retained: {value: 0.8, source: made}
      impact: {value: 0.15, source: made}
      deadweight: {value: 0.2, source: made}
    unit_value: {value: 109, unit: per attendance, price_year: 2013/14, source: ucd}
    phasing: {shares: [0, 0.5, 1, 1, 1], source: made}
  - id: care
    name: Children in care
    kind: fiscal
    agency: council
    grade: 5
    source: made
    chain:
      population: {value: 60, source: made}
      affected: {value: 1, source: made}
      engaged: {value: 0.6, source: made}
      retained: {value: 0.8, source: made}
      impact: {value: 0.25, source: made}
      deadweight: {value: 0.3, source: made}
    unit_value: {code: SS1.0}
    phasing: {shares: [0, 0.5, 1, 1, 1], source: made}
"""

BENEFITS = MODEL.index("benefits:")


def changed(*changes: tuple[str, str], text: str = MODEL) -> str:
    """The model's text with the first place of each old text replaced by the new."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def written(folder: Path, text: str = MODEL) -> Path:
    """The text as a file in the folder."""
    path = folder / "model.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def model(folder: Path, *changes: tuple[str, str], **options: object):
    """The changed model, read."""
    return read_model(written(folder, changed(*changes)), "model.yaml", **options)
