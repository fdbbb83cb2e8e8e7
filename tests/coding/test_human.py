import pandas as pd
import pytest

from evidence.codebook import Code, Codebook
from evidence.coding.human import check_codings, read_codings, update_codings, write_codings
from evidence.errors import CodingError
from evidence.segmentation import segment_documents
from tests.drawing import frame

BOOK = Codebook(
    "t", "1", (Code("CULT", definition="d"), Code("CULT.trust", "CULT", definition="d"), Code("OUT", definition="d", polar=False))
)
HEADER = "segment_id,code,applied,polarity,memo,decided,codebook,quote"


@pytest.fixture
def base():
    """An answer of two sentences, d:0-13 and d:14-26."""
    documents = frame("documents", [{"document_id": "d", "kind": "answer", "text": "Trust is low. No time left."}])
    return segment_documents(documents, frame("blocks", [])), documents


@pytest.fixture
def read(tmp_path, base):
    def reader(text, name="ana", encoding="utf-8"):
        write(tmp_path, text, name, encoding)
        return read_codings(tmp_path, f"codings/{name}.csv", *base, BOOK)

    return reader


def write(folder, text, name="ana", encoding="utf-8"):
    (folder / "codings").mkdir(exist_ok=True)
    (folder / f"codings/{name}.csv").write_text(text, encoding=encoding)


def told(tmp_path, text, name="ana"):
    write(tmp_path, text, name)
    problems = check_codings(tmp_path, f"codings/{name}.csv", BOOK)
    assert all(problem.mend for problem in problems)
    return [f"{p.where.removeprefix(f'codings/{name}.csv').removeprefix(', ')}: {p.what}" for p in problems]


def dropped(frames):
    rows = frames["dropped"]
    return [tuple(row) for row in rows[["where", "count", "why"]].values]


def test_a_decision_is_read_with_the_files_name_as_its_coder(read):
    frames = read(f"{HEADER}\nd:0-13,CULT.trust,yes,barrier,why not,2026-11-22T14:05,0123456789ab,Trust is low.\n")
    (row,) = frames["codings"].itertuples()
    assert (row.segment_id, row.code, row.coder, row.coder_kind) == ("d:0-13", "CULT.trust", "ana", "person")
    assert (row.applied, row.polarity, row.memo) == ("yes", "barrier", "why not")
    assert (row.decided, row.codebook, row.calibrated) == ("2026-11-22T14:05", "0123456789ab", False)
    assert pd.isna(row.score)
    assert frames["tallies"][["unit", "read", "kept", "dropped"]].values.tolist() == [["codings", 1, 1, 0]]


def test_three_columns_are_enough(read):
    (row,) = read("segment_id,code,applied\nd:0-13,CULT,no\n")["codings"].itertuples()
    assert (row.applied, row.polarity, row.codebook) == ("no", "none", BOOK.hash)


@pytest.mark.parametrize(
    ("spelt", "meant"),
    [("Yes", "yes"), ("YES", "yes"), ("y", "yes"), ("1", "yes"), ("TRUE", "yes"), ("N", "no"), ("0", "no"), ("?", "unsure")],
)
def test_decisions_may_be_spelt_as_people_spell_them(read, spelt, meant):
    assert read(f"segment_id,code,applied\nd:0-13,CULT,{spelt}\n")["codings"]["applied"].tolist() == [meant]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-8"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_as_spreadsheets_save_it_is_read(read, encoding, delimiter):
    text = "Segment_ID,code, Applied ,memo\nd:0-13,CULT,yes,café £5\n\n,,,\n".replace(",", delimiter)
    assert read(text, encoding=encoding)["codings"]["memo"].tolist() == ["café £5"]


def test_an_unknown_code_is_left_out_and_told_with_what_was_meant(read, tmp_path):
    text = "segment_id,code,applied\nd:0-13,CULT,yes\nd:0-13,CULT.trsut,yes\nd:14-27,CULT.trsut,no\n"
    why = "its code is not in the codebook ('CULT.trsut'); did you mean 'CULT.trust'?"
    assert dropped(read(text)) == [("rows 3-4", 2, why)]
    assert told(tmp_path, text) == [f"row 3: {why}", f"row 4: {why}"]


def test_a_decision_moves_with_its_quote(read):
    frames = read("segment_id,code,applied,memo,quote\nd:0-5,CULT,yes,hm,No  time\nd:0-13,CULT,no,,No time left.\n")
    (row,) = frames["codings"].itertuples()
    assert (row.segment_id, row.applied, row.memo) == ("d:14-27", "yes", "hm [moved here from d:0-5, by its quote]")
    assert dropped(frames) == [("row 3", 1, "its segment and another that was decided on are now one")]
    assert frames["tallies"][["read", "kept", "dropped"]].values.tolist() == [[2, 1, 1]]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("d:0-5,CULT,yes,", "its segment is not in the evidence base, and the row holds no quote to find it by"),
        ("d:0-5,CULT,yes,Trust is high", "its segment has changed, and its quote is in no segment, or in several places"),
        ("d:0-13,CULT,yes,i", "its segment has changed, and its quote is in no segment, or in several places"),
        ("d:0-5,CULT,yes,is low. No time", "its segment has changed, and its quote is in no segment, or in several places"),
        ("e:0-5,CULT,yes,Trust is low.", "its document is not in the evidence base"),
        ("d:0-13,CULT,,", "nothing is decided: 'applied' is empty"),
    ],
)
def test_a_decision_that_cannot_be_placed_is_left_out_with_the_reason(read, row, why):
    frames = read(f"segment_id,code,applied,quote\n{row}\n")
    assert frames["codings"].empty
    assert dropped(frames) == [("row 2", 1, why)]


def test_a_row_that_repeats_another_is_left_out(read):
    frames = read("segment_id,code,applied\n" + "d:0-13,CULT,yes\n" * 4)
    assert len(frames["codings"]) == 1
    assert dropped(frames) == [("rows 3-5", 3, "repeats an earlier row of the file")]


@pytest.mark.parametrize("other", ["no,", "yes,barrier"])
def test_rows_that_contradict_each_other_are_refused_and_both_named(tmp_path, read, other):
    text = f"segment_id,code,applied,polarity\nd:0-13,CULT,yes,\nd:14-26,CULT,yes,\nd:0-13,CULT,{other}\n"
    what = "row 4: decides otherwise than row 2 on code 'CULT' for the same segment"
    assert told(tmp_path, text) == [what]
    with pytest.raises(CodingError, match="row 4"):
        read(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", ": is empty"),
        ("code,applied\nCULT,yes", "row 1: has no column 'segment_id'"),
        ("segment,code,applied\nd:0-1,CULT,yes", "row 1: has no column 'segment_id'; did you mean 'segment'?"),
        (f"{HEADER},memo\n", "row 1: has the column 'memo' twice"),
        ("segment_id,code,applied,polarty\n", "row 1: unknown column 'polarty'; did you mean 'polarity'?"),
        ("segment_id,code,applied\nd:0-13,CULT,perhaps", "row 2: 'applied' is none of yes, no, unsure ('perhaps')"),
        ("segment_id,code,applied\nd:0-13,CULT,she said no", "row 2: 'applied' is none of yes, no, unsure"),
        ("segment_id,code,applied,polarity\nd:0-13,CULT,yes,bad", "row 2: 'polarity' is no polarity ('bad')"),
        ("segment_id,code,applied,polarity\nd:0-13,OUT,yes,barrier",
         "row 2: code 'OUT' is neither barrier nor enabler, but has a polarity"),
        ("segment_id,code,applied\n,CULT,yes", "row 2: 'segment_id' is empty"),
        ("segment_id,code,applied\nd:0-13,,yes", "row 2: 'code' is empty"),
        ("segment_id,code,applied,decided\nd:0-13,CULT,yes,22/11/2026", "row 2: 'decided' is no date ('22/11/2026')"),
        ("segment_id,code,applied,codebook\nd:0-13,CULT,yes,1.2E+11", "row 2: 'codebook' is no hash of a codebook"),
        ("segment_id,code,applied\nd:0-13,CULT,yes,a,b", "row 2: has 5 cells under 3 columns"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_told_with_its_row(tmp_path, read, text, what):
    assert told(tmp_path, text) == [what]
    with pytest.raises(CodingError):
        read(text)


@pytest.mark.parametrize("name", ["rules", "Model"])
def test_a_machines_name_is_no_persons(tmp_path, name):
    assert told(tmp_path, HEADER, name) == [f": '{name}' is the name of a machine's codings"]


def test_two_files_of_one_coder_are_told(tmp_path):
    (tmp_path / "codings/old").mkdir(parents=True)
    (tmp_path / "codings/old/Ana.csv").write_text(HEADER)
    assert told(tmp_path, HEADER) == [": two files are of one coder: codings/ana.csv and codings/old/Ana.csv"]


def test_a_file_outside_the_project_or_absent_is_refused(tmp_path):
    (tmp_path / "project/codings").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text(HEADER)
    (tmp_path / "project/codings/ana.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(CodingError, match="leads out of the project"):
        check_codings(tmp_path / "project", "codings/ana.csv", BOOK)
    with pytest.raises(CodingError, match="cannot be read"):
        check_codings(tmp_path / "project", "codings/ben.csv", BOOK)


def test_a_column_of_the_researchers_own_is_no_problem(tmp_path):
    assert told(tmp_path, "segment_id,code,applied,my thoughts,page\nd:0-13,CULT,yes,x,3\n") == []


def test_decisions_written_are_read_again(tmp_path, read, base):
    segments, _ = base
    first = read(f"{HEADER}\nd:0-13,CULT.trust,yes,barrier,=1+1,2026-11-22,0123456789ab,\nd:14-27,CULT,no,,,,,\n")["codings"]
    write_codings(tmp_path / "codings/ana.csv", first, segments)
    assert "'=1+1" in (tmp_path / "codings/ana.csv").read_text(encoding="utf-8-sig")
    again = read_codings(tmp_path, "codings/ana.csv", *base, BOOK)["codings"]
    pd.testing.assert_frame_equal(first, again)


def test_one_file_holds_one_coders_decisions(tmp_path, base):
    codings = frame("codings", "segment_id | code | coder\nd:0-13 | CULT | ana\nd:0-13 | CULT | ben")
    with pytest.raises(ValueError, match="one coder"):
        write_codings(tmp_path / "x.csv", codings, base[0])


def test_no_participants_words_are_in_what_is_told(tmp_path):
    text = f"{HEADER}\nd:0-13,My neighbour Joan,Joan told me,Joan said,Joan,Joan came,Joan left,Joan\n"
    assert not any("neighbour" in what or "told me" in what or "said" in what or "came" in what for what in told(tmp_path, text))


def updated(tmp_path, base, text, *rows):
    """The rows of a file after decisions on it: (segment_id, code, applied)."""
    if text:
        write(tmp_path, text)
    codings = frame("codings", [dict(zip(("segment_id", "code", "applied"), row, strict=True), coder="ana") for row in rows])
    new = update_codings(tmp_path, "codings/ana.csv", codings, base[0]).decode("utf-8-sig")
    return [line.split(",") for line in new.splitlines()]


def test_an_update_makes_a_file_where_there_is_none(tmp_path, base, read):
    header, row = updated(tmp_path, base, "", ("d:0-13", "CULT", "yes"))
    assert ",".join(header) == "segment_id,code,applied,polarity,memo,decided,codebook,drawn,quote"
    assert row[:3] == ["d:0-13", "CULT", "yes"]
    assert row[-1] == "Trust is low."


def test_an_update_replaces_decides_what_was_open_and_leaves_the_rest(tmp_path, base):
    text = "code,segment_id,applied,mine\nCULT,d:0-13,yes,a\nCULT.trust,d:0-13,,b\nGONE,x:0-1,yes,c\n"
    _, *rows = updated(tmp_path, base, text, ("d:0-13", "CULT", "no"), ("d:0-13", "CULT.trust", "no"), ("d:14-26", "CULT", "yes"))
    assert [row[:4] for row in rows] == [
        ["CULT", "d:0-13", "no", "a"],
        ["CULT.trust", "d:0-13", "no", "b"],
        ["GONE", "x:0-1", "yes", "c"],
        ["CULT", "d:14-26", "yes", ""],
    ]


def test_an_update_knows_a_row_whose_segment_moved_by_its_quote(tmp_path, base):
    text = "segment_id,code,applied,quote\nd:5-18,CULT,yes,Trust is low.\n"
    _, row = updated(tmp_path, base, text, ("d:0-13", "CULT", "no"))
    assert row[:3] == ["d:0-13", "CULT", "no"]


def test_the_same_words_in_another_place_are_another_decision(tmp_path):
    documents = frame("documents", [{"document_id": "d", "kind": "answer", "text": "No time. No time."}])
    twice = segment_documents(documents, frame("blocks", [])), documents
    text = "segment_id,code,applied,quote\nd:0-8,CULT,yes,No time.\n"
    _, *rows = updated(tmp_path, twice, text, ("d:9-17", "CULT", "no"))
    assert [row[:3] for row in rows] == [["d:0-8", "CULT", "yes"], ["d:9-17", "CULT", "no"]]


def test_what_the_machine_had_said_is_read_and_written(tmp_path, base, read):
    codings = read("segment_id,code,applied,drawn\nd:0-13,CULT,yes,unsure\n")["codings"]
    assert codings["drawn"].tolist() == ["unsure"]
    write_codings(tmp_path / "codings/ana.csv", codings, base[0])
    again = read_codings(tmp_path, "codings/ana.csv", *base, BOOK)["codings"]
    assert again["drawn"].tolist() == ["unsure"]
    assert "'drawn' is none of yes, no, unsure ('hm')" in str(
        told(tmp_path, "segment_id,code,applied,drawn\nd:0-13,CULT,yes,hm\n")
    )
