"""Word lists that rules ask: ordinary words, places, and names that are given to people. See lists/README.md."""

from __future__ import annotations

import pkgutil


def _listed(name: str) -> frozenset[str]:
    data = pkgutil.get_data("evidence.privacy", f"lists/{name}.txt")
    if data is None:
        raise FileNotFoundError(f"the package lacks its list {name!r}")
    return frozenset(data.decode("ascii").split())


WORDS = _listed("english_words") | _listed("more_words")
"""Words of English prose, in lower case: a word that is none of them, and no place, may be a name."""
PLACES = _listed("places")
"""Towns, counties and countries, of which some are names of people too."""
GIVEN = (_listed("given_names") | _listed("british_given_names")) - WORDS - PLACES
"""Given names that are no ordinary words."""
GIVEN_WORDS = _listed("names_that_are_words")
"""Given names that are ordinary words too, e.g. "grace"."""
SURNAME_WORDS = _listed("surnames_that_are_words")
"""Surnames that are ordinary words too, e.g. "wood", and short ones that a word list might hold."""
