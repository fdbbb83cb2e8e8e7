"""A small base of two cases and a survey, for tests of what is said of it."""

from __future__ import annotations

from tests.drawing import base


def drawn_base(**more):
    return base(
        **{
            "cases": """
                case_id | title     | place | selection
                leeds   | Leeds hub | Leeds | chosen for its hub
                truro   | A team    | .     | .
            """,
            "segments": """
                document_id | text
                leeds       | Staff had no time at all to meet.
                leeds       | Trust was built within a year.
                truro       | Nobody trusted anybody there.
                truro       | It rained.
                fb/q/r1     | There is no time.
                fb/q/r2     | We trust each other now.
            """,
            "documents": [
                {"document_id": "leeds", "case_id": "leeds"},
                {"document_id": "truro", "case_id": "truro"},
                *(
                    {"document_id": f"fb/q/{r}", "kind": "answer", "survey_id": "fb", "question_id": "q", "respondent_id": r}
                    for r in ("r1", "r2")
                ),
            ],
            "codes": """
                code     | name           | polar
                CAP      | Capacity       | yes
                CAP.time | Time and space | yes
                CULT     | Culture        | yes
                TECH     | Technology     | yes
                OUT      | Outcomes       | no
            """,
            "codings": """
                segment_id   | code     | polarity | applied
                leeds:0-33   | CAP.time | barrier  | yes
                leeds:35-65  | CULT     | enabler  | yes
                leeds:35-65  | OUT      | none     | yes
                truro:0-29   | CULT     | barrier  | yes
                truro:31-41  | TECH     | none     | unsure
                fb/q/r1:0-17 | CAP.time | barrier  | yes
                fb/q/r2:0-24 | CULT     | enabler  | yes
            """,
            "surveys": "survey_id | title | illustrative | invited\nfb | Feedback | yes | 8",
            "questions": """
                survey_id | question_id | kind      | text
                fb        | role        | attribute | Your role
                fb        | l           | likert    | I have time
                fb        | q           | free_text | What gets in the way?
            """,
            "options": """
                survey_id | question_id | option
                fb        | l           | Disagree
                fb        | l           | Agree
            """,
            "respondents": "survey_id | respondent_id\nfb | r1\nfb | r2",
            "answers": """
                survey_id | question_id | respondent_id | value
                fb        | role        | r1            | nurse
                fb        | l           | r1            | Disagree
                fb        | l           | r2            | Agree
            """,
            "tallies": """
                source_file         | unit  | read | kept | dropped
                case_studies/l.html | file  | 1    | 1    | 0
                case_studies/l.html | words | 200  | 150  | 50
                case_studies/x.pdf  | file  | 1    | 0    | 1
            """,
            **more,
        }
    )
