"""Words that stand for a picture are judged: there, no file's name, and telling what the picture tells."""

from __future__ import annotations

import pytest

from benchmarks.accessibility import alt_faults


@pytest.mark.parametrize(
    ("alt", "fault"),
    [
        ("", "missing"),
        ("chart-1.png", "no description"),
        ("Figure of the cases and of the themes they speak of", "no description"),
        ("<Figure size 640x480 with 1 Axes at 0x7f>", "no description"),
        ("The themes of the case studies, place by place, as bars", "no number"),
        ("9 of 14 cases report time", "no number"),
        ("Time is reported as a barrier in 9 of 14 cases, trust in 4.", None),
        ("Agencies sit in one team leads to or acts on: referrals are turned round.", None),
    ],
)
def test_words_for_a_picture_tell_a_finding(alt, fault):
    page = f"<html><body><figure><img alt='{alt.replace('<', '&lt;')}'></figure></body></html>"
    assert [found.partition(":")[0].startswith(fault or "!") for found in alt_faults(page)] == [True] * (fault is not None)
