import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.matrix import cases_by, code_summary, codes_by_attribute, cooccurrence, count_matrix, theme_by_polarity
from evidence.model import ANSWER, EvidenceBase
from tests.drawing import base


def places(**more: object) -> EvidenceBase:
    """Leeds holds both capacity and trust, Truro money only, Derby money but unsure, York nothing."""
    return base(
        segments="""
            document_id | text
            leeds       | No time.
            leeds       | Money came but trust went.
            truro       | Money ran out.
            derby       | Perhaps money.
            york        | All was well.
        """,
        codings="""
            segment_id  | code       | polarity | applied
            leeds:0-8   | CAP.time   | barrier  | yes
            leeds:0-8   | CAP.money  | barrier  | yes
            leeds:10-36 | CULT.trust | barrier  | yes
            leeds:10-36 | CAP.money  | enabler  | yes
            truro:0-14  | CAP.money  | mixed    | yes
            derby:0-14  | CAP.money  | barrier  | unsure
        """,
        **more,
    )


def test_a_case_counts_once_for_a_theme_however_many_of_its_codes_it_holds():
    matrix = count_matrix(places())
    assert matrix["CAP"].to_dict() == {"derby": 0, "leeds": 1, "truro": 1, "york": 0}
    assert matrix["CULT"].sum() == 1


def test_a_segment_with_two_codes_of_one_theme_is_one_segment_of_the_theme():
    matrix = count_matrix(places(), unit="segments", level="code")
    assert matrix.loc["leeds"].to_dict() == {"CAP": 2, "CAP.time": 1, "CAP.money": 2, "CULT": 1, "CULT.trust": 1}


def test_a_mixed_segment_counts_as_barrier_and_as_enabler():
    assert count_matrix(places(), polarity="barrier")["CAP"].to_dict() == {"derby": 0, "leeds": 1, "truro": 1, "york": 0}
    assert count_matrix(places(), polarity="enabler")["CAP"].to_dict() == {"derby": 0, "leeds": 1, "truro": 1, "york": 0}
    assert count_matrix(places(), polarity="mixed")["CAP"].to_dict() == {"derby": 0, "leeds": 0, "truro": 1, "york": 0}


def test_a_case_read_but_without_codes_keeps_its_row_and_a_code_never_found_its_column():
    drawn = places(codes="code\nCAP\nCAP.time\nCAP.money\nCULT\nCULT.trust\nTECH")
    matrix = count_matrix(drawn)
    assert matrix.loc["york"].sum() == 0
    assert matrix["TECH"].sum() == 0


def test_a_case_whose_files_could_not_be_read_is_not_counted_as_silent():
    drawn = places(cases="case_id\nleeds\ntruro\nderby\nyork\nlost")
    assert "lost" not in count_matrix(drawn).index
    assert set(code_summary(drawn)["of_cases"]) == {4}


def test_rows_may_be_an_attribute_and_cases_without_it_stay():
    drawn = places(cases="case_id | policy_area\nleeds | health\ntruro | health\nderby | housing\nyork | .")
    matrix = count_matrix(drawn, rows="policy_area")
    assert matrix["CAP"].to_dict() == {"health": 2, "housing": 0, "not stated": 0}
    assert cases_by(drawn, "policy_area").to_dict() == {"health": 2, "housing": 1, "not stated": 1}


def test_rows_may_be_an_attribute_of_ones_own():
    drawn = places(case_attributes="case_id | attribute | value\nleeds | pstn | yes\ntruro | pstn | no")
    assert count_matrix(drawn, rows="pstn", unit="segments")["CAP"].to_dict() == {"no": 1, "yes": 2, "not stated": 0}


def test_a_case_counts_for_each_of_its_partners():
    drawn = places(cases="case_id | partners\nleeds | Police; NHS\ntruro | NHS\nderby | .\nyork | .")
    assert count_matrix(drawn, rows="partners")["CAP"].to_dict() == {"NHS": 2, "Police": 1, "not stated": 0}


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ({"rows": "policy_aera"}, "policy_area"),
        ({"unit": "case"}, "cases"),
        ({"polarity": "barriers"}, "barrier"),
    ],
)
def test_an_unknown_choice_is_refused_with_what_was_meant(wrong, meant):
    with pytest.raises(ValueError, match=f"did you mean '{meant}'"):
        count_matrix(places(), **wrong)
    with pytest.raises(ValueError, match="'theme' or 'code'"):
        count_matrix(places(), level="themes")


def test_the_summary_of_a_code_splits_its_segments_by_what_they_say():
    summary = code_summary(places()).set_index("code")
    # Leeds: one barrier; one that helps by money. Truro: one mixed. Derby is unsure.
    assert summary.loc["CAP", ["cases", "of_cases", "documents", "segments"]].tolist() == [2, 4, 2, 3]
    assert summary.loc["CAP", ["barrier", "enabler", "mixed", "none", "unsure"]].tolist() == [1, 1, 1, 0, 1]
    assert summary.loc["CAP.time", ["cases", "segments", "unsure"]].tolist() == [1, 1, 0]


def test_a_barrier_and_an_enabler_of_one_theme_in_one_segment_make_it_mixed():
    drawn = base(
        segments="document_id | text\nleeds | Time went, money came.",
        codings="segment_id | code | polarity\nleeds:0-22 | CAP.time | barrier\nleeds:0-22 | CAP.money | enabler",
    )
    assert code_summary(drawn).set_index("code").loc["CAP", ["barrier", "enabler", "mixed"]].tolist() == [0, 0, 1]


def test_an_unsure_sub_code_beside_a_sure_one_leaves_the_theme_sure():
    drawn = base(
        segments="document_id | text\nleeds | Time went, money came.",
        codings="""
            segment_id | code      | polarity | applied
            leeds:0-22 | CAP.time  | barrier  | yes
            leeds:0-22 | CAP.money | enabler  | unsure
        """,
    )
    assert code_summary(drawn).set_index("code").loc["CAP", ["barrier", "mixed", "unsure"]].tolist() == [1, 0, 0]


def test_codes_three_deep_count_for_all_that_is_above_them():
    drawn = base(
        segments="document_id | text\nleeds | Late trains.",
        codings="segment_id | code\nleeds:0-12 | CAP.time.travel",
    )
    assert code_summary(drawn)["segments"].tolist() == [1, 1, 1]


def test_themes_by_polarity_count_a_case_that_says_both_on_both_sides():
    table = theme_by_polarity(places()).set_index("theme")
    assert table.loc["CAP"].to_dict() == {
        "name": "Cap",
        "cases_barrier": 2,
        "cases_enabler": 2,
        "cases_any": 2,
        "of_cases": 4,
        "segments": 3,
    }
    assert table.loc["CULT", ["cases_barrier", "cases_enabler", "cases_any"]].tolist() == [1, 0, 1]


def test_themes_that_are_no_barriers_or_enablers_are_left_to_the_summary():
    drawn = base(
        codes="code | polar\nOUT | no\nOUT.money | no\nCAP | yes",
        segments="document_id | text\nleeds | It saved money.",
        codings="segment_id | code\nleeds:0-15 | OUT.money",
    )
    assert theme_by_polarity(drawn)["theme"].tolist() == ["CAP"]
    assert "OUT" in code_summary(drawn)["code"].tolist()


def test_survey_answers_are_never_added_to_case_studies():
    answer = {"document_id": "s/q/r1", "kind": "answer", "survey_id": "s", "question_id": "q", "respondent_id": "r1"}
    drawn = base(
        surveys="survey_id\ns",
        documents=[answer, {"document_id": "leeds", "case_id": "leeds"}],
        segments="document_id | text\ns/q/r1 | No time.\nleeds | No money.",
        codings="""
            segment_id | code      | polarity
            s/q/r1:0-8 | CAP.time  | barrier
            leeds:0-9  | CAP.money | barrier
        """,
    )
    summary = code_summary(drawn).set_index("code")
    assert summary["cases"].to_dict() == {"CAP": 1, "CAP.time": 0, "CAP.money": 1}
    assert theme_by_polarity(drawn, kind=ANSWER)[["cases_any", "of_cases", "segments"]].to_numpy().tolist() == [[1, 1, 1]]


def test_codes_by_attribute_give_each_count_the_number_of_cases_that_were_read_for_its_value():
    drawn = places(
        cases="""
            case_id | policy_area
            leeds   | homes
            truro   | homes
            derby   | .
            york    | work
        """
    )
    table = codes_by_attribute(drawn, "policy_area", polarity="barrier").set_index(["value", "code"])
    # Leeds and Truro report capacity as a barrier, Derby is unsure, York says nothing; Leeds alone has a barrier of culture.
    assert table[["cases", "of_cases"]].to_numpy().tolist() == [[2, 2], [1, 2], [0, 1], [0, 1], [0, 1], [0, 1]]
    assert table.index.get_level_values("value").unique().tolist() == ["homes", "not stated", "work"]
    assert table.loc[("homes", "CAP"), "segments"] == 2


def test_codes_by_partners_count_a_case_for_each_of_them():
    drawn = places(cases="case_id | partners\nleeds | police; council\ntruro | council")
    table = codes_by_attribute(drawn, "partners").set_index(["value", "code"])
    assert table.loc[("council", "CAP"), ["cases", "of_cases"]].tolist() == [2, 2]
    assert table.loc[("police", "CAP"), ["cases", "of_cases"]].tolist() == [1, 1]


def test_co_occurrence_is_of_the_same_segment_and_its_diagonal_is_the_code_itself():
    table = cooccurrence(places(), level="code")
    assert table.loc["CAP.time", "CAP.money"] == 1
    assert table.loc["CAP.time", "CULT.trust"] == 0
    assert table.loc["CULT.trust", "CAP.money"] == 1
    assert table.loc["CAP.money", "CAP.money"] == 3
    assert cooccurrence(places()).to_numpy().tolist() == [[3, 1], [1, 1]]


def test_an_empty_base_gives_empty_tables():
    empty = base()
    assert count_matrix(empty).empty
    assert code_summary(empty).empty
    assert theme_by_polarity(empty).empty
    assert cooccurrence(empty).empty


CODES = "CAP", "CAP.time", "CAP.money", "CULT.trust"


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["leeds", "truro"]),
            st.integers(0, 2),
            st.sampled_from(CODES),
            st.sampled_from(["barrier", "enabler", "mixed", "none"]),
            st.sampled_from(["yes", "unsure", "no"]),
        ),
        unique_by=lambda coding: coding[:3],
        max_size=12,
    )
)
def test_whatever_was_coded_the_tables_agree_with_each_other(drawn):
    texts = [{"document_id": d, "text": f"Passage {n}."} for d in ("leeds", "truro") for n in range(3)]
    at = {(row["document_id"], n % 3): f"{row['document_id']}:{12 * (n % 3)}-{12 * (n % 3) + 10}" for n, row in enumerate(texts)}
    codings = [
        {"segment_id": at[document, n], "code": code, "polarity": polarity, "applied": applied}
        for document, n, code, polarity, applied in drawn
    ]
    known = base(
        segments=texts, codings=codings, codes=[{"code": c} for c in ("CAP", "CAP.time", "CAP.money", "CULT", "CULT.trust")]
    )
    summary = code_summary(known).set_index("code")
    by_polarity = summary[["barrier", "enabler", "mixed", "none"]]
    assert (by_polarity.sum(axis=1) == summary["segments"]).all()
    segments = count_matrix(known, unit="segments", level="code")
    assert segments.sum().to_dict() == summary["segments"].to_dict()
    assert (count_matrix(known, level="code") == (segments > 0)).all(axis=None)
    yes = {(document, n) for document, n, code, _, applied in drawn if applied == "yes" and code.startswith("CAP")}
    assert summary.loc["CAP", ["segments", "cases"]].tolist() == [len(yes), len({document for document, _ in yes})]
    together = cooccurrence(known, level="code")
    assert (together == together.T).all(axis=None)
    assert [together.loc[c, c] for c in together.index] == summary["segments"].tolist()
