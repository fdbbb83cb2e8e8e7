"""How quick the explorer is with 20,000 quotes in a real browser: python -m benchmarks.explorer [--quotes N]

The quotes are drawn and mean nothing. Prints the size of the page, how long it takes to open until the first quotes stand
there, and how long the page's thread works to filter: the slowest and the middle of many filters, from the change of a control
until the list is laid out.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from evidence.report.blocks import Explorer, Passage, Report
from evidence.report.html import write_html
from tests.browser import CHROMIUM, NO_CHROMIUM, Page, chromium
from tests.report.drawn import drawn_explorer

OPENS_IN, FILTERS_IN = 1000, 100
"""Milliseconds that a reader does not feel as waiting."""

MORE = "They met each week, in one room, with one list of those they worried about; and what one of them knew, all knew. " * 3

FILTERS = [
    *(("words", words) for words in ("q", "qu", "quote", "quote 1", "quote 19999", '"what staff"', "zzz", "")),
    *(("theme", theme) for theme in ("t0", "t1.a", "t3", "")),
    *(("polarity", polarity) for polarity in ("barrier", "none", "")),
    *(("place", place) for place in ("Place 7", "Place 140", "")),
]

SETTLES = 3.0
"""Seconds until a reader types: the page makes the quotes ready for searching meanwhile."""

_FILTER = """(([name, value]) => {
    const control = document.getElementById("explorer-" + name);
    control.value = value;
    control.dispatchEvent(new Event("input", {bubbles: true}));
    document.getElementById("explorer-list").getBoundingClientRect();
})"""


def main(given: list[str]) -> int:
    """Print the figures; 1 if one of them is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explorer", description=__doc__)
    parser.add_argument("--quotes", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=5, help="how often the page is opened and every filter is set")
    arguments = parser.parse_args(given)
    if not CHROMIUM:
        print(NO_CHROMIUM)
        return 1
    places = [f"Place {n}" for n in range(150)]
    began = time.perf_counter()
    page = write_html(Report("Drawn", "", "", (), (), (), explorer=_longer(drawn_explorer(arguments.quotes, places=places))))
    print(f"{arguments.quotes:,} quotes: {len(page) / 1e6:.1f} MB, written in {time.perf_counter() - began:.1f} s")
    with TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder) / "report.html"
        path.write_bytes(page)
        opened, filtered, work = _measured(browser, path, arguments.times)
    slowest = max(filtered, key=lambda pair: pair[1])
    middle = statistics.median(taken for _, taken in filtered)
    print(f"opens in     {min(opened):.0f} to {max(opened):.0f} ms; the page itself works {work:.0f} ms of these")
    print(f"filters in   {middle:.0f} ms in the middle, {slowest[1]:.0f} at the slowest ({slowest[0]})")
    return int(work > OPENS_IN or slowest[1] > FILTERS_IN)


def _longer(explorer: Explorer) -> Explorer:
    """The explorer with passages as long as those of case studies, some with signs beyond ASCII."""
    return replace(explorer, origins=tuple(replace(o, passages=tuple(map(_long, o.passages))) for o in explorer.origins))


def _long(passage: Passage) -> Passage:
    return replace(
        passage, text=f"{passage.text} {MORE}{' – “café”' if int(passage.segment_id.rpartition('-')[2]) % 5 == 0 else ''}"
    )


def _measured(browser: Page, path: Path, times: int) -> tuple[list[float], list[tuple[str, float]], float]:
    """Milliseconds of each opening, of each filter with its name, and of the least work of opening that others cannot disturb."""
    opened, filtered, work = [], [], []
    browser.call("Performance.enable", timeDomain="threadTicks")
    for _ in range(times):
        browser.open(path)
        work.append(_worked(browser))
        time.sleep(SETTLES)
        opened.append(browser.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
        for name, value in FILTERS:
            before = _worked(browser)
            browser.evaluate(f"{_FILTER}({[name, value]!r})")
            filtered.append((f"{name} {value!r}", _worked(browser) - before))
    return opened, filtered, min(work)


def _worked(browser: Page) -> float:
    """Milliseconds that the page's own thread has worked since it began; what else the machine does is not in them."""
    metrics = browser.call("Performance.getMetrics")["metrics"]
    return 1000 * float(next(metric["value"] for metric in metrics if metric["name"] == "ThreadTime"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
