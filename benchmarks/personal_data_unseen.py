"""How many names `evidence.privacy` finds in sentences and of people that none of its rules was written with in view.

    python benchmarks/personal_data_unseen.py [--part tuned|held] [--seed N] [--texts N] [--rules-only] [--missed]

Sentences and names are made up here, and have nothing in common with benchmarks/personal_data.py. Both are cut in two:
rules may be improved by what `--part tuned` misses; `--part held` (the default) is what is reported, and its misses are
not looked at. A name counts as found when at least 90 % of its characters are covered by findings.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from typing import NamedTuple
from unittest.mock import patch

from evidence import nlp
from evidence.privacy import NAME, STRUCTURED, find_personal_data, method

COVERED = 0.9

SENTENCES = (
    "{full} ran the drop-in on Wednesdays and everyone trusted her.",
    "The panel heard from {full}, who had been homeless for a year.",
    "i asked {given} why the letter never came",
    "It was {given} in the benefits team who finally picked up the phone.",
    "{title} kept the file locked in a drawer for months.",
    "Without {given} I would have given up.",
    "{initials} wrote the referral but nobody acted on it.",
    "minutes taken by {full}",
    "My case was passed from {given} to {given2} and back again.",
    "We were told that {title} had left and no one had taken over.",
    "The school rang {given}'s mother twice.",
    "A family support worker, {full}, came every Friday.",
    "{reversed} - complaint received, no reply sent",
    "thanks to {given} at the library my form got sent",
    "When {full} retired the whole thing fell apart.",
    "There was a row between {title} and the housing officer.",
    "please ring {full} if you want to know more",
    "{given} has autism and needs the same person each time.",
    "Staff nurse {surname} was the only one to explain it.",
    "everyone knows {given} from the hub, he sorts things out",
    "The coroner named {full} as the first contact.",
    "Our link person is {full} and she covers three villages.",
    "I shared a room with {given} and {given2} until March.",
    "{title} said data sharing was illegal, which it is not.",
    "Attendance: {initials}, {full}, two observers.",
    "I don't want {given} to get into trouble over this.",
    "{given} - you are a star!",
    "The plan was drawn up by {initials} and never used.",
    "{full}'s daughter lost her place at nursery.",
    "Nobody told {full} that the meeting had moved.",
)
CLEAN = (
    "The Barnet Council team met on Tuesdays in the Old Library.",
    "Working Together sets out what agencies must do.",
    "I was told to apply for Universal Credit online.",
    "Jobcentre Plus and Citizens Advice sat in one room.",
    "We use SystmOne, the council uses Liquidlogic, and nothing talks to anything.",
    "Trust grew once the Police and the Trust shared an office.",
    "Everyone in Grimsby and Hull knows about the bridge.",
    "may i say that the hope of a better service will not do",
    "The Munro Review and the Laming Report said the same.",
    "No information was shared before Easter.",
    "The Data Protection Act is used as an excuse.",
    "GPs, Health Visitors and Midwives had three systems.",
    "Great Yarmouth Borough Council led on this.",
    "it was a grace period of ten days, no more",
    "Early Help Hub staff had a Duty Desk.",
    "Confidentiallity is allways given as the reason.",
    "On Mondays the Multi Agency Safeguarding Hub is short of people.",
    "Sure Start closed and nothing came after.",
    "The Isle of Wight has one hospital.",
    "We would recomend it to other authoritys.",
    "Home Office rules made this harder than it needed to be.",
    "The Better Care Fund paid for two posts.",
    "Whatsapp groups work better than the official system.",
    "Families First, Troubled Families, Supporting Families: same thing.",
)
PEOPLE = {
    "British": (
        "Maureen Hepplewhite", "Alistair Dunwoody", "Glenys Pritchard", "Hamish Auchterlonie", "Tamsin Polglase", "Nigel Ackroyd",
        "Lesley Thistlethwaite", "Craig Ormerod", "Bethan Gwilym", "Dougal McTavish", "Pauline Snodgrass", "Wayne Braddock",
    ),
    "Irish": (
        "Saoirse Ni Dhomhnaill", "Eoghan MacGiolla", "Deirdre O'Shaughnessy", "Cormac Gilhooley", "Roisin Mulqueen",
        "Donal Hanratty",
    ),
    "South Asian": (
        "Harpreet Dhaliwal", "Shabnam Qureshi", "Venkatesh Iyengar", "Farzana Choudhury", "Imtiaz Lodhi", "Chandrika Wijesinghe",
        "Gurdeep Kalsi", "Sumaiya Bhuiyan", "Pradeep Ranganathan", "Anoushka Deshmukh",
    ),
    "African and Caribbean": (
        "Chidinma Okonkwo", "Kofi Agyemang", "Ifeoluwa Adegbite", "Tendai Chigumba", "Delroy Pinnock", "Abena Sarpong",
        "Wanjiru Kamau", "Selassie Tekle", "Marvalyn Gayle", "Ousmane Diallo",
    ),
    "East Asian": ("Siew Ling Teoh", "Nguyen Thi Hoa", "Zhang Yuxin", "Kwok Wai Leung", "Haruka Nishimura", "Jiho Paek"),
    "European": (
        "Katarzyna Wojtowicz", "Grzegorz Brzezinski", "Ioana Dragomirescu", "Dimitar Kostadinov", "Vaida Kazlauskaite",
        "Olena Shevchenko", "Mihail Ungureanu", "Bruna Figueiredo", "Anxhela Hoxha", "Xanthe Papadakis",
    ),
    "Middle Eastern": (
        "Rania Al-Khatib", "Shirin Farrokhzad", "Mehmet Ozdemir", "Zozan Demirtas", "Yousef Haddadin", "Nasrin Ahmadzai",
    ),
}  # fmt: skip
TITLES = ("Mr", "Mrs", "Ms", "Dr", "Cllr", "Miss", "Prof", "Rev")


class Made(NamedTuple):
    """A sentence, where names stand in it, and of which form, origin and spelling they are."""

    text: str
    spans: tuple[tuple[int, int], ...]
    forms: tuple[str, ...]


def made(part: str, count: int, seed: int) -> list[Made]:
    """Sentences of one part with names of the same part: every other sentence and every other name."""
    chance = random.Random(f"{seed} {part}")
    which = 0 if part == "tuned" else 1
    people = [(origin, name) for origin, names in PEOPLE.items() for name in names[which::2]]
    return [_filled(chance.choice(SENTENCES[which::2]), chance.choices(people, k=2), chance) for _ in range(count)]


def _filled(sentence: str, people: list[tuple[str, str]], chance: random.Random) -> Made:
    (origin, name), (_, other) = people
    given, surname = name.split(" ", 1)
    words = {
        "full": name,
        "given": given,
        "given2": other.split()[0],
        "surname": surname,
        "title": f"{chance.choice(TITLES)} {surname}",
        "initials": f"{given[0]}. {surname}",
        "reversed": f"{surname}, {given}",
    }
    text, spans, forms, at = "", [], [], 0
    spelling = chance.choices(("as written", "lower case", "capitals"), (0.7, 0.25, 0.05))[0]
    while (start := sentence.find("{", at)) >= 0:
        end = sentence.index("}", start)
        text += sentence[at:start]
        form = sentence[start + 1 : end]
        spans.append((len(text), len(text) + len(words[form])))
        forms += [form.rstrip("2"), origin, spelling]
        text, at = text + words[form], end + 1
    text += sentence[at:]
    return Made({"lower case": text.lower(), "capitals": text.upper()}.get(spelling, text), tuple(spans), tuple(forms))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("tuned", "held"), default="held", help="which half (default: held)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--texts", type=int, default=600)
    parser.add_argument("--rules-only", action="store_true", help="without the spaCy model")
    parser.add_argument("--missed", action="store_true", help="list what is missed; only for the part that rules may be tuned by")
    given = parser.parse_args()
    if given.missed and given.part == "held":
        parser.error("what is missed of the part held back is not looked at")
    sentences = made(given.part, given.texts, given.seed)
    which = 0 if given.part == "tuned" else 1
    clean = [spelt for text in CLEAN[which::2] for spelt in (text, text.lower())]
    with patch.object(nlp, "MODELS", () if given.rules_only else nlp.MODELS):
        found = find_personal_data([row.text for row in sentences])
        alarms = find_personal_data(clean)
        print(f"{len(sentences)} texts, part {given.part}, by {method()}")
    of, hit, flagged = Counter[str](), Counter[str](), 0
    for number, row in enumerate(sentences):
        mine = found.loc[found["text"] == number, ["start", "end"]].to_numpy()
        flagged += len(mine) > 0
        for place, (start, end) in enumerate(row.spans):
            covered = {c for first, last in mine for c in range(max(first, start), min(last, end))}
            got = len(covered) / (end - start) >= COVERED
            for label in ("all names", *row.forms[3 * place : 3 * place + 3]):
                of[label] += 1
                hit[label] += got
            if given.missed and not got:
                print(f"missed: {row.text[start:end]!r} in {row.text!r}")
    for label in sorted(of):
        print(f"{label:24} {hit[label] / of[label]:.3f}  of {of[label]}")
    print(f"{'texts flagged':24} {flagged / len(sentences):.3f}")
    for severity in (STRUCTURED, NAME):
        share = alarms.loc[alarms["severity"] == severity, "text"].nunique() / len(clean)
        print(f"{'clean, ' + severity:24} {share:.3f}  of {len(clean)}")
    if given.missed:
        print(
            "\n".join(
                f"false alarm: {clean[n][s:e]!r} in {clean[n]!r}" for n, s, e in alarms[["text", "start", "end"]].to_numpy()
            )
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
