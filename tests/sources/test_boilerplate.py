from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.sources.boilerplate import find_furniture

OWN = [
    "Trust came first in Truro",
    "The partners met every Tuesday for a year, and by the spring each of them knew what the others could lawfully be told.",
    "A shared list of families was drawn up by the council, the police and the schools, who had never before compared their own.",
    "The hub now takes a day for what took three weeks, and staff say that they ring each other instead of writing to a mailbox.",
]
COMMENTS = ["Comments", "There are no comments. Why not be the first?", "Add your comment"]
NEWS = [
    "Latest news",
    "12/03/2016 Council opens a second hub",
    "The council has opened a second hub in the north of the county, it was ann... more >",
    "10/03/2016 Minister visits Truro",
    "The minister said on a visit that he was impressed by what he h... more >",
]
BLOG = [
    "Share this:",
    "Twitter",
    "Facebook",
    "Related posts",
    "What we learnt from Derby",
    "Five questions for a new hub",
    "Leave a Reply",
]
FOOTER = ["Follow us on Twitter", "Privacy policy", "Terms and conditions", "© 2016 The Example Trust"]


@pytest.mark.parametrize("tail", [COMMENTS + NEWS, NEWS + FOOTER, BLOG, BLOG + FOOTER, ["Back to top", *BLOG], FOOTER])
def test_what_stands_below_the_text_of_a_page_is_found(tail):
    assert find_furniture(OWN + tail)[:2] == (0, len(OWN))


def test_readers_comments_are_not_the_pages_own_words():
    says = "I worked in such a hub for years and can only say that nothing of it came about as quickly as this account has it."
    tail = [
        "2 Comments",
        "Ana says:",
        says,
        "3 May 2016",
        "Ben says:",
        says.upper(),
        "Leave a Reply",
        "Your email address will not be published.",
    ]
    first, last, signs = find_furniture(OWN + tail)
    assert (first, last) == (0, len(OWN))
    assert "a comment form" in signs


@pytest.mark.parametrize(
    "tail",
    [
        [
            "Comments",
            "Residents said that they had felt heard, and that one visit had done what ten letters could not do for them.",
        ],
        ["Comments"],
        ["Related work", "Derby"],
        ["Contact us", "Ana Lee, Truro Council"],
        [
            "Home",
            "Staff visited each family at home, in pairs, and wrote down together what they had been told there by its members.",
        ],
        ["Latest news", *OWN[1:], "more >"],
        ["Read more...", *OWN[1:]],
    ],
)
def test_one_sign_alone_or_a_text_that_goes_on_is_not_cut(tail):
    assert find_furniture(OWN + tail) == (0, len(OWN) + len(tail), [])


def test_buttons_above_an_article_are_not_taken_for_its_end():
    texts = [OWN[0], "Facebook", "Twitter", "Comments", "Print", *OWN[1:], *COMMENTS, *NEWS]
    assert find_furniture(texts)[1] == 5 + len(OWN) - 1


def test_related_links_in_the_middle_do_not_end_the_text():
    texts = [*OWN, "Related articles", "A hub for Derby", *OWN[1:], *COMMENTS, *NEWS]
    assert find_furniture(texts)[1] == 2 * len(OWN) + 1


@pytest.mark.parametrize(
    "menu", [["Skip to main content", "Home", "News", "Contact us"], ["Home", "News"], ["Comment", "23.04.15"]]
)
def test_a_menu_above_the_text_is_found(menu):
    assert find_furniture(menu + OWN)[0] == len(menu)


def test_one_word_above_a_text_is_no_menu():
    assert find_furniture(["Home", *OWN])[0] == 0


@given(st.lists(st.sampled_from([*OWN, *COMMENTS, *NEWS, *BLOG, *FOOTER]), max_size=14))
def test_what_is_kept_is_a_run_of_the_blocks(texts):
    first, last, signs = find_furniture(texts)
    assert 0 <= first <= last <= len(texts)
    assert bool(signs) == (last < len(texts))
