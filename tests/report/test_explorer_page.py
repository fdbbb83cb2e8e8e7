"""The page in a real browser: the explorer by mouse, keyboard and address; narrow, dark and light; and nothing fetched."""

from __future__ import annotations

import pytest

from evidence.report.blocks import Cell, Chapter, Table
from evidence.report.html import write_html
from tests.browser import CHROMIUM, NO_AXE, NO_CHROMIUM, axe_source, chromium
from tests.report.drawn import drawn_explorer
from tests.report.test_html import HOSTILE, report

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)

PLACES = ["Bath", "Leeds", "Truro"]
QUOTES = 60
"""Drawn in turn: place, area and code of quote n follow from n; see `drawn_explorer`."""


@pytest.fixture(scope="module")
def browser():
    with chromium() as page:
        yield page


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    cells = tuple((Cell(place), Cell("20", opens=f"theme=t1&place={place}")) for place in PLACES)
    table = Table("Passages", ("Place", "Theme 1"), cells, 1, "")
    whole = report()
    chapters = (*whole.chapters, Chapter("Counts", (table,)))
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_bytes(write_html(report(chapters=chapters, explorer=drawn_explorer(QUOTES, places=PLACES))))
    return path


@pytest.fixture
def page(browser, file):
    browser.size(1200)
    browser.dark(False)
    browser.faults.clear()
    browser.requests.clear()
    browser.open(file)
    return browser


def count(page):
    return page.evaluate("document.getElementById('explorer-count').textContent")


def focus(page):
    return page.evaluate("document.activeElement.id")


def choose(page, control, value):
    page.evaluate(
        f"(() => {{ const c = document.getElementById('explorer-{control}'); c.focus(); c.value = {value!r};"
        " c.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )


def shown(page):
    return page.evaluate("document.querySelectorAll('#explorer-list > li').length")


def test_the_page_asks_for_nothing_and_its_policy_lets_its_script_run(page, file):
    assert [url for url in page.requests if not url.startswith(("data:", "about:"))] == [file.resolve().as_uri()]
    assert page.faults == []
    assert count(page) == "60 of 60 quotes, from 3 case studies."
    assert page.evaluate("document.getElementById('explorer-without').hidden")


def test_another_script_does_not_run(page):
    page.evaluate(
        "(() => { const s = document.createElement('script'); s.textContent = 'window.run = 1'; document.body.append(s); })()"
    )
    assert page.evaluate("typeof window.run") == "undefined"


def test_without_its_script_the_page_says_where_to_read_the_quotes(page, file):
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.open(file)
        assert "read the quotes by theme" in page.evaluate("document.getElementById('explorer-without').innerText")
        assert page.evaluate("document.getElementById('explorer-with').offsetHeight") == 0
    finally:
        page.call("Emulation.setScriptExecutionDisabled", value=False)


def test_filters_add_up_and_are_told(page):
    choose(page, "place", "Leeds")
    assert count(page) == "20 of 60 quotes, from 1 case study."
    choose(page, "theme", "t1")
    both = count(page)
    assert both != "20 of 60 quotes, from 1 case study."
    assert page.evaluate("location.hash") == "#explore?theme=t1&place=Leeds"
    assert page.evaluate("document.getElementById('explorer-count').getAttribute('role')") == "status"


def test_a_link_to_a_filter_opens_it_again(page, file):
    choose(page, "place", "Leeds")
    choose(page, "polarity", "barrier")
    told, link = count(page), page.evaluate("document.getElementById('explorer-link').getAttribute('href')")
    page.open(file, link)
    assert count(page) == told
    assert page.evaluate("document.getElementById('explorer-place').value") == "Leeds"
    assert focus(page) == "explorer-heading"


def test_a_count_in_a_table_opens_its_quotes(page):
    page.evaluate("document.querySelector('td a[href^=\"#explore?\"][href$=Bath]').click()")
    page.wait("document.activeElement.id == 'explorer-heading'")
    assert page.evaluate("document.getElementById('explorer-place').value") == "Bath"
    assert page.evaluate("[...document.querySelectorAll('#explorer-list .from')].every((p) => p.textContent.includes('Bath'))")


def test_a_hostile_address_is_text(page, file):
    page.open(file, "#explore?place=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&words=%3Cscript%3E")
    assert count(page).startswith("The link asks for “<img src=x onerror=alert(1)>”, which this report does not hold.")
    assert page.evaluate("document.getElementById('explorer-words').value") == "<script>"
    assert page.evaluate("document.querySelectorAll('.explorer img, .explorer script').length") == 0


def test_hostile_words_are_text(browser, tmp_path):
    path = tmp_path / "hostile.html"
    path.write_bytes(write_html(report(HOSTILE, explorer=drawn_explorer(1, places=[HOSTILE], words=HOSTILE))))
    browser.faults.clear()
    browser.open(path)
    assert browser.evaluate("document.querySelector('#explorer-list blockquote').textContent") == f"“{HOSTILE}”"
    assert browser.evaluate("document.querySelectorAll('#explorer-list :is(img, script)').length") == 0
    assert browser.faults == []


def test_pages_are_turned_and_the_reader_is_taken_to_the_first_quote(page):
    assert shown(page) == 20
    assert page.evaluate("document.getElementById('explorer-page').textContent") == "Page 1 of 3"
    page.evaluate("document.getElementById('explorer-next').focus()")
    page.key("Enter")
    assert page.evaluate("document.getElementById('explorer-page').textContent") == "Page 2 of 3"
    assert page.evaluate("document.getElementById('explorer-list').start") == 21
    assert focus(page) == "explorer-results"
    page.evaluate("document.getElementById('explorer-back').focus()")
    page.key(" ")
    assert page.evaluate("document.getElementById('explorer-page').textContent") == "Page 1 of 3"


def test_escape_clears_the_words_and_the_button_clears_all(page):
    page.evaluate("document.getElementById('explorer-words').focus()")
    page.write("quote 7")
    assert count(page) != "60 of 60 quotes, from 3 case studies."
    page.key("Escape")
    assert page.evaluate("document.getElementById('explorer-words').value") == ""
    assert count(page) == "60 of 60 quotes, from 3 case studies."
    choose(page, "place", "Leeds")
    page.evaluate("document.getElementById('explorer-clear').focus()")
    page.key("Enter")
    assert count(page) == "60 of 60 quotes, from 3 case studies."
    assert focus(page) == "explorer-clear"


def test_tab_reaches_every_control_in_order_and_leaves_the_page_again(page):
    reachable = "[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]')]"
    page.evaluate(f"{reachable}.forEach((element, n) => {{ element.dataset.order = n; }})")
    wanted = page.evaluate(
        f"{reachable}.filter((element) => element.checkVisibility()).map((element) => Number(element.dataset.order))"
    )
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    reached = []
    for _ in range(len(wanted) + 1):
        page.key("Tab")
        at = page.evaluate("document.activeElement.dataset.order ?? ''")
        if not at:
            break
        reached.append(int(at))
        seen = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert seen != "none"
    assert reached == wanted
    assert page.evaluate("document.activeElement.dataset.order ?? 'out'") == "out"


def test_the_first_stop_leads_past_the_contents(page):
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.key("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.key("Enter")
    assert focus(page) == "main"


@pytest.mark.parametrize("width", [1200, 640, 320])
def test_nothing_is_wider_than_the_window_but_what_can_be_moved_in_it(page, width):
    page.size(width)
    choose(page, "polarity", "barrier")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    outside = """[...document.querySelectorAll('body *')].filter((e) => !e.closest('.table, pre, .hidden, .skip')
        && e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.tagName + e.id)"""
    assert page.evaluate(outside) == []


@pytest.mark.skipif(not axe_source(), reason=NO_AXE)
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1200, 320])
@pytest.mark.parametrize(
    "state", ["", "#explore?theme=t1", "#explore?place=Nowhere&words=zzz", "#explore?polarity=barrier&words=quote"]
)
def test_axe_finds_nothing_against_the_guidelines(page, file, state, width, dark):
    page.size(width)
    page.dark(dark)
    page.open(file, state)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.axe() == []


@pytest.mark.skipif(not axe_source(), reason=NO_AXE)
def test_axe_sees_what_it_should(page):
    page.evaluate("document.querySelector('.picture img').removeAttribute('alt')")
    page.evaluate("document.querySelector('label[for=explorer-place]').remove()")
    assert [found.partition(":")[0] for found in page.axe()] == ["image-alt", "select-name"]
