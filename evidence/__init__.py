"""From case studies and survey feedback to an evidence base whose every claim leads to the words in the file.

>>> from evidence import build, load
>>> base = build("information-sharing")   # doctest: +SKIP
>>> base = load("information-sharing")    # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evidence.pipeline import build, load

__all__ = ["build", "load"]


def __getattr__(name: str) -> Any:
    """`build` and `load`, fetched when first asked for: a plain `import evidence` stays quick."""
    if name in __all__:
        from evidence import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'evidence' has no attribute {name!r}")
