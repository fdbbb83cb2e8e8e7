"""Text as a reader sees it: what hides in look-alikes and unseen characters is brought out before rules look at it."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple


class Folded(NamedTuple):
    """A folded text and the way back.

    text:   the text as rules read it.
    origin: where in the original each character of `text` comes from, and last the original's length.
    """

    text: str
    origin: tuple[int, ...] | range

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of text[start:end], with all that was left out within and after it."""
        return self.origin[start], max(self.origin[end - 1] + 1, self.origin[end])


# Letters that no normal form turns into the Latin letter they look like, by the Latin letter; from the confusables of
# Unicode TS 39, as far as Cyrillic, Greek and Latin letters are concerned.
_LOOK_ALIKES = {
    "a": "аαɑ", "b": "Ьƅ", "c": "сϲ", "d": "ԁđɗ", "e": "еҽє", "g": "ɡց", "h": "һ", "i": "іıιɩ", "j": "јϳ",
    "k": "κк", "l": "ӏłǀ", "m": "м", "n": "пո", "o": "оοσøօ", "p": "рρ", "q": "ԛ", "r": "гᴦ", "s": "ѕꜱ", "t": "тτ",
    "u": "υսʋ", "v": "νѵ", "w": "ԝѡω", "x": "хχ", "y": "уγү", "z": "ᴢ", "A": "АΑ", "B": "ВΒ", "C": "СϹ", "D": "ĐƊ",
    "E": "ЕΕ", "H": "НΗ", "I": "ІΙӀ", "J": "Ј", "K": "КΚ", "L": "Ł", "M": "МΜ", "N": "Ν", "O": "ОΟØ", "P": "РΡ",
    "S": "Ѕ", "T": "ТΤ", "V": "Ѵ", "W": "Ԝ", "X": "ХΧ", "Y": "ΥҮ", "Z": "Ζ", "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ",
    "'": "‘’‛ʹʻʼˈ′´", '"': "“”„″", ".": "․。｡", "/": "⁄∕", "-": "−⁃﹘ー", "@": "﹫＠",
}  # fmt: skip
_LATIN = {alike: latin for latin, alikes in _LOOK_ALIKES.items() for alike in alikes}


# Format characters and marks that combine with the letter before them.
_UNSEEN = ("Cf", "Mn", "Me")


def fold(text: str) -> Folded:
    """`text` without unseen characters and accents, look-alike letters and digits made plain, every blank a space.

    Line ends and tabs stay, so that rules see where a line ends.

    >>> fold("ｊo\u200b＠éx․org").text
    'jo@ex.org'
    """
    if text.isascii():
        return Folded(text, range(len(text) + 1))
    folded: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        plain = character if character.isascii() else _plain(character)
        folded.append(plain)
        origin.extend([place] * len(plain))
    return Folded("".join(folded), (*origin, len(text)))


def _plain(character: str) -> str:
    """The plain characters that a reader sees where `character` stands: none, one or several."""
    if character in _LATIN:
        return _LATIN[character]
    kind = unicodedata.category(character)
    if kind in ("Zl", "Zp"):
        return "\n"
    if kind == "Zs":
        return " "
    if kind == "Pd":
        return "-"
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    # Hangul fillers and the empty Braille cell are signs to Unicode, and nothing to the eye.
    if kind in _UNSEEN or character in "\u3164\u115f\u1160\uffa0\u2800":
        return ""
    parts = unicodedata.normalize("NFKD", character)
    return "".join(_LATIN.get(part, part) for part in parts if unicodedata.category(part) not in _UNSEEN)
