"""Four small cases of three policy areas, for tests of what the evidence covers."""

from __future__ import annotations

from tests.drawing import base


def places(**more):
    return base(
        **{
            "cases": """
                case_id | title | place | policy_area  | model      | date
                leeds   | Leeds | Leeds | housing      | hub        | 2015
                truro   | Truro | Truro | housing      | hub        | 2016-03
                derby   | Derby | Derby | safeguarding | small team | .
                hull    | Hull  | Hull  | .            | .          | 2012
            """,
            "case_attributes": """
                case_id | attribute  | value
                leeds   | facts_from | 2012 to 2014
                truro   | facts_from | not stated
                derby   | facts_from | 2014
            """,
            "segments": """
                document_id | text
                leeds       | Staff had no time at all.
                leeds       | Trust was built in a year.
                truro       | Nobody had any time.
                derby       | Trust grew.
                hull        | It rained.
            """,
            "codes": """
                code     | name     | polar
                CAP      | Capacity | yes
                CAP.time | Time     | yes
                CULT     | Culture  | yes
                OUT      | Outcomes | no
            """,
            "codings": """
                segment_id  | code     | polarity | applied | coder
                leeds:0-25  | CAP.time | barrier  | yes     | ana
                leeds:27-53 | CULT     | enabler  | yes     | rules
                truro:0-20  | CAP.time | barrier  | yes     | rules
                truro:0-20  | CULT     | none     | unsure  | rules
                derby:0-11  | CULT     | enabler  | yes     | rules
                derby:0-11  | OUT      | none     | yes     | rules
            """,
            **more,
        }
    )
