"""`framework.csv`: what people wrote comes back as it went, and every fault is told by its row."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.errors import CodingError
from evidence.framework import check_written, no_sentences, read_written, written_bytes
from tests.framework.drawn import NO_TIME, NOBODY, TRUST, matrix_base, written

HEAD = "case_id,code,summary,segments,quotes,author,edited\n"
GOOD = f"leeds,CAP,Time is short.,{NO_TIME},Staff had no time,ana,2026-11-01\n"


def read(tmp_path, text, base=None):
    path = tmp_path / "framework.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_written(path, "framework.csv", base or matrix_base())


def faults(tmp_path, text, base=None):
    with pytest.raises(CodingError) as fault:
        read(tmp_path, text, base)
    assert all(problem.mend for problem in fault.value.problems)
    return [f"{problem.where}: {problem.what}" for problem in fault.value.problems]


def test_no_file_is_no_sentence(tmp_path):
    assert read_written(tmp_path / "framework.csv", "framework.csv", matrix_base()).equals(no_sentences())
    assert check_written(tmp_path / "framework.csv", "framework.csv", ["CAP"]) == []


def test_what_was_written_is_read_again_with_its_references_its_author_and_its_time(tmp_path):
    table = written(f"""
        case_id | code | sentence               | segments           | author | edited
        leeds   | CAP  | =Time is short.        | {NO_TIME}          | ben    | 2026-11-02T10:00:00+00:00
        leeds   | CULT | Trust, "slow", helped. | {TRUST} {NO_TIME}  | ana    | 2026-11-01
    """)
    data = written_bytes(table, matrix_base())
    assert b"'=Time" in data
    assert read(tmp_path, data).equals(table)


def test_the_same_rows_are_the_same_bytes_in_order_of_case_and_codebook():
    rows = f"""
        case_id | code | sentence     | segments
        truro   | CULT | None trusts. | {NOBODY}
        leeds   | CULT | Trust grew.  | {TRUST}
        leeds   | CAP  | No time.     | {NO_TIME}
    """
    table = written(rows)
    data = written_bytes(table, matrix_base())
    assert data == written_bytes(table.iloc[[1, 2, 0]], matrix_base())
    assert [line.split(",")[0] for line in data.decode("utf-8-sig").splitlines()[1:]] == ["leeds", "leeds", "truro"]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (GOOD.replace("leeds,CAP", "leds,CAP"), "its case was not read ('leds'); did you mean 'leeds'?"),
        (GOOD.replace("CAP", "CAPP"), "its code is not in the codebook ('CAPP'); did you mean 'CAP'?"),
        (GOOD.replace("Time is short.", ""), "holds no summary"),
        (GOOD.replace("Time is short.", "Time is short. Money is short."), "its summary is more than one sentence"),
        (GOOD.replace("Time is short.", "Time is short [P3]."), "its summary holds a reference in brackets"),
        (GOOD.replace(",ana,", ",,"), "names no author"),
        (GOOD.replace("2026-11-01", "soon"), "does not say when it was written"),
        (GOOD.replace("Staff had no time", ""), "names 1 segment(s), but quotes 0"),
        (GOOD.replace("Staff had", "Staff never had"), "segment leeds:0-33: its words are not those quoted"),
        (GOOD.replace("leeds:0-33", "leeds:0-30"), "segment leeds:0-30: there is no such segment any more"),
        (GOOD.replace("leeds,CAP", "truro,CAP"), "segment leeds:0-33 is of the case 'leeds', not of 'truro'"),
        (GOOD.replace("leeds:0-33", "leeds:0-33 leeds:0-33").replace("time,", "time // had no time,"), "names a segment twice"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_its_row(tmp_path, row, what):
    assert any(fault.startswith(f"framework.csv, row 2: {what}") for fault in faults(tmp_path, HEAD + row))


def test_a_sentence_without_a_reference_is_none(tmp_path):
    assert "framework.csv, row 2: its sentence has no reference" in faults(
        tmp_path, HEAD + "leeds,CAP,No time.,,,ana,2026-11-01\n"
    )


def test_a_segment_whose_source_changed_is_told_with_where_its_words_now_stand(tmp_path):
    moved = matrix_base(
        segments="document_id | text\nleeds | A new line. Staff had no time at all to meet.", codings="segment_id | code"
    )
    assert "now stand at leeds:0-45" in faults(tmp_path, HEAD + GOOD, moved)[0]


def test_an_answer_to_a_survey_is_no_passage_of_a_case(tmp_path):
    answer = {"document_id": "fb", "kind": "answer", "survey_id": "s", "question_id": "q", "respondent_id": "r"}
    drawn = matrix_base(
        surveys="survey_id\ns",
        documents=[answer, {"document_id": "leeds", "case_id": "leeds"}],
        segments="document_id | text\nfb | Staff had no time.\nleeds | Yes.",
        codings="segment_id | code",
    )
    assert "is an answer to a survey" in faults(tmp_path, HEAD + GOOD.replace("leeds:0-33", "fb:0-18"), drawn)[0]


def test_all_faults_are_told_at_once_and_rows_are_counted_as_a_spreadsheet_does(tmp_path):
    text = HEAD + GOOD + "\n" + GOOD + GOOD.replace("CAP", "NO")
    told = faults(tmp_path, text)
    assert told[0] == "framework.csv, row 4: says the same of its cell as row 2"
    assert told[1].startswith("framework.csv, row 5: its code is not in the codebook")


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"case_id,code\nleeds,CAP\n", "row 1"),
        (b"", "row 1"),
        (b"\xff\xfe\x00", "line 1"),
        (HEAD.encode() + b'leeds,"CAP\n', "line"),
        (HEAD.replace("code,", "code,code,").encode(), "row 1"),
    ],
)
def test_what_is_no_table_is_told(tmp_path, data, where):
    path = tmp_path / "framework.csv"
    path.write_bytes(data)
    problems = check_written(path, "framework.csv", ["CAP"])
    assert problems
    assert where in problems[0].where


def test_a_check_without_a_base_tells_what_it_can(tmp_path):
    path = tmp_path / "framework.csv"
    path.write_text(HEAD + GOOD.replace("CAP", "CAPP"))
    assert [problem.where for problem in check_written(path, "framework.csv", ["CAP"])] == ["framework.csv, row 2"]


def test_a_link_out_of_the_project_and_a_folder_are_not_read(tmp_path):
    outside = tmp_path / "secret.csv"
    outside.write_text(HEAD + GOOD)
    (tmp_path / "project").mkdir()
    link = tmp_path / "project" / "framework.csv"
    link.symlink_to(outside)
    assert "leads out of the project" in check_written(link, "framework.csv", ["CAP"])[0].what
    link.unlink()
    link.mkdir()
    assert "is no file" in check_written(link, "framework.csv", ["CAP"])[0].what


@settings(max_examples=30)
@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_whatever_stands_in_a_row_it_is_read_or_told_and_never_shown(tmp_path_factory, summary, segments, quote):
    folder = tmp_path_factory.mktemp("any")
    secret = "the nurse Zyx said so"
    cells = [text.replace('"', "'") for text in (f"{secret} {summary}", segments, quote)]
    text = HEAD + "leeds,CAP," + ",".join(f'"{cell}"' for cell in cells) + ",ana,2026-11-01\n"
    told = ""
    try:
        read(folder, text.encode("utf-8", "replace"))
    except CodingError as fault:
        told = str(fault)
    assert "Zyx" not in told
