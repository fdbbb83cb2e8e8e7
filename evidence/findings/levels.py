"""The level of confidence that a person's concerns suggest, as GRADE-CERQual has it; none is ever given here."""

from __future__ import annotations

from collections.abc import Mapping

LEVELS = ("very low", "low", "moderate", "high")
"""Confidence that a finding represents what it is about, from the least (Lewin et al. 2018)."""

COMPONENTS = ("methodological limitations", "coherence", "adequacy", "relevance")
CONCERNS = ("none", "minor", "moderate", "serious")


def suggest_level(concerns: Mapping[str, str]) -> tuple[str, str]:
    """The level that concerns suggest, and why; for a person to judge, never to publish as it is.

    concerns: each of `COMPONENTS`: "none", "minor", "moderate" or "serious".
    raises:   ValueError, if a component is missing or unknown, or a concern is none of these.
    source:   the rules for rating down of Lewin et al. (2018); that lesser concerns together cost one level is our
              reading of "several may justify one level".

    >>> suggest_level({"methodological limitations": "serious", "coherence": "none", "adequacy": "none", "relevance": "none"})
    ('moderate', 'from high, down 1 for serious concerns (methodological limitations)')
    """
    if set(concerns) != set(COMPONENTS) or not set(concerns.values()) <= set(CONCERNS):
        raise ValueError(f"give for each of {', '.join(COMPONENTS)} one of {', '.join(CONCERNS)}")
    serious = [name for name in COMPONENTS if concerns[name] == "serious"]
    lesser = [name for name in COMPONENTS if concerns[name] in ("minor", "moderate")]
    together = len(lesser) >= 2 and "moderate" in concerns.values()
    reasons = [f"down {len(serious)} for serious concerns ({', '.join(serious)})"] if serious else []
    if together:
        reasons.append(f"down 1 for lesser concerns together ({', '.join(lesser)}), which is a judgement")
    if not reasons:
        return LEVELS[-1], "high: no concern that would rate it down"
    level = max(0, len(LEVELS) - 1 - len(serious) - together)
    return LEVELS[level], f"from high, {', '.join(reasons)}"
