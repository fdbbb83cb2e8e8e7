import re
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.codebook import LONG_PATTERN, MAX_CODES, Code, Codebook, advice_on, read_codebook
from evidence.errors import CodebookError
from evidence.model import TABLES

GOOD = """
    title: Sharing
    version: 1.2
    codes:
      - id: CULT
        name: Culture
        definition: Norms
          and habits
      - id: CULT.trust
        parent: CULT
        name: Trust
        definition: Partners rely on each other
        include: mistrust too
        exclude: NHS trusts
        terms: [trust, good faith]
        barrier_terms: [mistrust]
        enabler_terms: [trusting relationship]
        examples: ["They trust us"]
        counter_examples: ["The hospital trust"]
      - id: OUT
        definition: What came of it
        polar: false
      - id: OUT.time
        parent: OUT
        definition: Sooner
"""


def read(tmp_path, text):
    path = tmp_path / "codebook.yaml"
    path.write_text(dedent(text), encoding="utf-8")
    return read_codebook(path)


def problems(tmp_path, text):
    with pytest.raises(CodebookError) as caught:
        read(tmp_path, text)
    assert all(problem.mend for problem in caught.value.problems)
    return [f"{re.sub('codebook.yaml(, line )?', '', p.where)}: {p.what}" for p in caught.value.problems]


def codes(*entries):
    return "codes:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


def test_a_codebook_is_read_in_the_order_of_the_file(tmp_path):
    book = read(tmp_path, GOOD)
    assert (book.title, book.version, [code.code for code in book]) == (
        "Sharing",
        "1.2",
        ["CULT", "CULT.trust", "OUT", "OUT.time"],
    )
    assert book["CULT.trust"] == Code(
        code="CULT.trust",
        parent="CULT",
        name="Trust",
        definition="Partners rely on each other",
        include="mistrust too",
        exclude="NHS trusts",
        terms=("trust", "good faith"),
        barrier_terms=("mistrust",),
        enabler_terms=("trusting relationship",),
        examples=("They trust us",),
        counter_examples=("The hospital trust",),
    )
    assert book["CULT"].definition == "Norms and habits"
    assert book["OUT"].name == "OUT"


def test_a_theme_is_the_topmost_code_above(tmp_path):
    book = read(tmp_path, codes("id: a, definition: d", "id: b, definition: d, parent: a", "id: c, definition: d, parent: b"))
    assert [book.theme(code) for code in "abc"] == ["a", "a", "a"]
    assert [code.code for code in book.children("a")] == ["b"]
    assert book.children("c") == ()


def test_a_code_is_as_polar_as_the_one_above_unless_it_says_otherwise(tmp_path):
    book = read(tmp_path, GOOD + "      - {id: OUT.cost, parent: OUT, definition: d, polar: true}\n")
    assert [code.code for code in book if code.polar] == ["CULT", "CULT.trust", "OUT.cost"]


def test_its_frame_is_the_codes_table_of_the_model(tmp_path):
    frame = read(tmp_path, GOOD).frame()
    assert list(frame.columns) == list(TABLES["codes"].columns)
    assert frame["theme"].tolist() == ["CULT", "CULT", "OUT", "OUT"]
    assert frame["polar"].tolist() == [True, True, False, False]
    assert frame["parent"].isna().tolist() == [True, False, True, False]


def test_the_hash_changes_with_what_a_coder_reads_and_with_nothing_else(tmp_path):
    book = read(tmp_path, GOOD)
    assert re.fullmatch("[0-9a-f]{12}", book.hash)
    for same in (
        GOOD.replace("1.2", "1.3"),
        GOOD.replace("title: Sharing", "title: Other"),
        GOOD.replace("[trust, good faith]", "[good faith, trust]"),
        GOOD.replace("Norms\n", "Norms  \n"),
    ):
        assert read(tmp_path, same).hash == book.hash
    for other in (
        GOOD.replace("good faith", "bad faith"),
        GOOD.replace("mistrust too", "distrust too"),
        GOOD.replace("polar: false", "polar: true"),
        GOOD.replace("They trust us", "We trust them"),
        GOOD.replace("id: OUT.time", "id: OUT.soon"),
    ):
        assert read(tmp_path, other).hash != book.hash


@settings(deadline=None)
@given(st.permutations(["b", "c", "d"]))
def test_the_hash_does_not_depend_on_the_order_of_codes(order):
    def of(names):
        return Codebook("t", "1", tuple(Code(name, definition=name * 2) for name in names)).hash

    assert of(order) == of("bcd")


def test_an_unknown_key_is_told_with_its_line_and_what_was_meant(tmp_path):
    assert problems(tmp_path, "titel: x\ncodes:\n  - id: a\n    defintion: d\n    definition: d") == [
        "1: unknown key 'titel'; did you mean 'title'?",
        "4: unknown key 'defintion'; did you mean 'definition'?",
    ]


def test_all_problems_are_told_at_once_in_the_order_of_lines(tmp_path):
    text = """\
        codes:
          - id: a
            definition: ""
          - id: A
            definition: d
            parent: bb
          - id: bbb
            definition: d
            polar: sometimes
          - definition: d
          - just words
    """
    assert problems(tmp_path, text) == [
        ": code 5 is no mapping",
        "3: code 'a' has no definition",
        "4: the id 'A' is already that of the code in line 2",
        "6: the parent 'bb' of code 'A' is not in the codebook; did you mean 'bbb'?",
        "9: code 'bbb': 'polar' is neither true nor false",
        "10: code 4 has no id",
    ]


@pytest.mark.parametrize("bad", ["'with space'", "no", "12", "a..b", ".a", "''", "'a/../b'", "x" * 61, "[a]", "café"])
def test_an_id_is_letters_digits_and_a_few_signs(tmp_path, bad):
    assert "1" not in problems(tmp_path, codes(f"id: {bad}, definition: d"))[0].partition(":")[0]
    assert any("is no id" in problem for problem in problems(tmp_path, codes(f"id: {bad}, definition: d")))


def test_codes_that_stand_above_each_other_are_told(tmp_path):
    found = problems(tmp_path, codes("id: a, definition: d, parent: b", "id: b, definition: d, parent: a"))
    assert found == ["2: code 'a' stands above itself: a < b < a", "3: code 'b' stands above itself: b < a < b"]


def test_a_parent_that_was_forgotten_is_told(tmp_path):
    found = problems(tmp_path, codes("id: CULT, definition: d", "id: CULT.trust, definition: d"))
    assert found == ["3: code 'CULT.trust' has no parent, though there is a code 'CULT'"]


def test_a_tree_may_be_ten_levels_deep_and_no_deeper(tmp_path):
    def tree(depth):
        return codes("id: c1, definition: d", *(f"id: c{n}, definition: d, parent: c{n - 1}" for n in range(2, depth + 1)))

    assert len(read(tmp_path, tree(10))) == 10
    assert problems(tmp_path, tree(11)) == ["12: code 'c11' is deeper than 10 levels"]


def test_a_term_that_yaml_turned_into_something_else_is_told(tmp_path):
    found = problems(tmp_path, codes("id: a, definition: d, terms: [no, 12, ok]"))
    assert found == [
        "2: code 'a': item 1 of 'terms' is no text (YAML reads no, yes, on and off as true or false)",
        "2: code 'a': item 2 of 'terms' is no text",
    ]


@pytest.mark.parametrize(
    ("lists", "where"),
    [
        ("terms: [trust, Trust]", "'terms'"),
        ("terms: [trust], barrier_terms: ['trust ']", "'terms' and 'barrier_terms'"),
        ("barrier_terms: [x], enabler_terms: [x]", "'barrier_terms' and 'enabler_terms'"),
    ],
)
def test_a_term_stands_once_in_a_code(tmp_path, lists, where):
    (found,) = problems(tmp_path, codes(f"id: a, definition: d, {lists}"))
    assert found.endswith(f"stands twice, in {where}")


def test_a_term_may_stand_in_two_codes_and_in_capitals_it_is_another(tmp_path):
    book = read(tmp_path, codes("id: a, definition: d, terms: [IT, it, x]", "id: b, definition: d, terms: [x]"))
    assert book["a"].terms == ("IT", "it", "x")


@pytest.mark.parametrize("term", ["'*'", "'--'", "''", "'a*b'"])
def test_a_term_holds_a_word_and_a_star_only_at_its_end(tmp_path, term):
    assert len(problems(tmp_path, codes(f"id: a, definition: d, terms: [{term}]"))) == 1


@pytest.mark.parametrize(
    "text",
    ["", "- a", "title: x", "codes: 3", "codes: []", codes("id: a, definition: 3"), codes("id: a, definition: ' '"),
     codes("id: a, definition: d, terms: trust"), codes("id: a, definition: d, parent: [b]")],
)  # fmt: skip
def test_a_file_of_another_shape_is_told(tmp_path, text):
    assert len(problems(tmp_path, text)) == 1


def test_a_codebook_of_more_codes_than_anyone_keeps_in_mind_is_refused(tmp_path):
    path = tmp_path / "codebook.yaml"
    path.write_text("codes:\n" + "- {id: a, definition: d}\n" * (MAX_CODES + 1), encoding="utf-8")
    with pytest.raises(CodebookError, match="holds 5,001 codes"):
        read_codebook(path)


def test_a_pattern_that_nobody_can_read_is_told_and_used():
    long, short = ("a" * length for length in (LONG_PATTERN + 1, LONG_PATTERN))
    book = Codebook("t", "1", (Code("A", patterns=(short,)), Code("B", patterns=("x", long))))
    assert [problem.what for problem in advice_on(book)] == [
        "code 'B' has a pattern of 1,001 characters, which nobody can check by reading it"
    ]


def test_an_unknown_code_is_a_key_error_that_says_what_was_meant(tmp_path):
    with pytest.raises(KeyError, match=r"did you mean 'CULT\.trust'"):
        read(tmp_path, GOOD)["CULT.trsut"]


def test_it_shows_itself_in_one_line(tmp_path):
    book = read(tmp_path, GOOD)
    assert repr(book) == f"Codebook('Sharing', version 1.2, hash {book.hash}: 4 codes in 2 themes)"


def test_jupyter_shows_every_code_and_trusts_no_text():
    shown = Codebook("<b>", "1", (Code("a", name="<i>", definition="x & y"),))._repr_html_()
    assert "&lt;i&gt;" in shown
    assert "x &amp; y" in shown
    assert "<b>" not in shown
