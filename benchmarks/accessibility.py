"""A report checked for accessibility in a real browser: python -m benchmarks.accessibility REPORT.html

Runs axe-core (npm install --no-save axe-core; AXE_CORE names its file if it lies elsewhere) against WCAG 2.2 A and AA and best
practice on the report and on states of its explorer, light and dark, at 1200 and at 320 pixels; looks for anything wider than a
narrow window; and judges the words that stand for each picture, which axe-core does not. Prints what it finds; 1 if anything.
"""

from __future__ import annotations

import argparse
import re
import sys
from itertools import product
from pathlib import Path

import lxml.html

from tests.browser import CHROMIUM, NO_AXE, NO_CHROMIUM, Page, axe_source, chromium

STATES = ("", "#explore", "#explore?polarity=barrier&words=the", "#explore?words=zzzz")
SHORTEST = 40
"""Characters: fewer do not say what a picture shows. A chart tells a number, or of none or all; a diagram what leads to what."""

_WIDER = """[...document.querySelectorAll("body *")].filter((e) => !e.closest(".table, pre, .hidden, .skip")
    && e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 120))"""


def main(given: list[str]) -> int:
    """Print what is found; 1 if there is anything, or nothing can be checked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accessibility", description=__doc__)
    parser.add_argument("report", type=Path)
    report = parser.parse_args(given).report
    for there, missing in ((CHROMIUM, NO_CHROMIUM), (axe_source(), NO_AXE)):
        if not there:
            print(missing)
            return 1
    found = [f"words for a picture: {fault}" for fault in alt_faults(report.read_text(encoding="utf-8"))]
    with chromium() as page:
        for width, dark, state in product((1200, 320), (False, True), STATES):
            faults = _looked_at(page, report, state, width, dark)
            print(f"{width:>5} pixels, {'dark ' if dark else 'light'} {state or 'as opened':<40} {len(faults)} found", flush=True)
            found += faults
    print("\n".join(found) or "Nothing found.")
    return int(bool(found))


def _looked_at(page: Page, report: Path, state: str, width: int, dark: bool) -> list[str]:
    page.size(width)
    page.dark(dark)
    page.open(report, state)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return [*page.axe(), *(f"wider than the window: {what}" for what in page.evaluate(_WIDER))]


def alt_faults(page: str) -> list[str]:
    """What is wrong with the words that stand for each picture of a page: missing, a file's name, or without a finding."""
    faults = []
    for image in lxml.html.document_fromstring(page).xpath("//figure//img"):
        alt = " ".join((image.get("alt") or "").split())
        if not alt:
            faults.append("missing")
        elif re.search(r"\.(png|jpe?g|svg)$|^(image|figure|chart|plot)\b|<\w+ .*at 0x", alt, re.IGNORECASE):
            faults.append(f"no description: {alt[:80]}")
        elif len(alt) < SHORTEST or not re.search(r"\d|\b(no|none|all|leads to)\b", alt):
            faults.append(f"no number and no finding: {alt[:80]}")
    return faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
