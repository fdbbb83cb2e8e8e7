"""Personal data in free text, found so that a person can judge it and masked so that nothing leaves unseen.

What is found is never kept or logged: a finding says where and by which rule. No offline method finds every name, so a
text without findings is not proven clean; before words leave, a person must read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evidence import nlp

if TYPE_CHECKING:
    from evidence.privacy.finding import FINDINGS, NAME, STRUCTURED, allowed_within, find_personal_data, mask

__all__ = ["FINDINGS", "NAME", "STRUCTURED", "allowed_within", "find_personal_data", "mask", "method"]

RULES_VERSION = 3
"""Rises when a rule, a list or the folding changes what is found; stored findings of another version are found anew."""


def method() -> str:
    """What finds personal data here: the version of the rules, and the model if it is installed; for a manifest.

    >>> method().startswith("rules 3")
    True
    """
    model = nlp.name_finder_version()
    return f"rules {RULES_VERSION}" + (f", {model}" if model else "")


def __getattr__(name: str) -> Any:
    """All else, fetched when first asked for: who only asks for the method need not wait for the lists of words."""
    if name in __all__:
        from evidence.privacy import finding

        return getattr(finding, name)
    raise AttributeError(f"module 'evidence.privacy' has no attribute {name!r}")
