"""British addresses: postcodes, streets with their number, and the town that goes with them."""

from __future__ import annotations

import re

from evidence.privacy.lexicon import PLACES, WORDS


def pattern(text: str) -> re.Pattern[str]:
    """A pattern in any case, in which blanks do not count."""
    return re.compile(text, re.IGNORECASE | re.VERBOSE)


# Postcodes (Royal Mail's format, BS 7666): the 124 areas, a district, a sector and a unit without C I K M O V.
_AREAS = (
    "AB|AL|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|BX|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC|EH|EN|EX|FK|FY|GL|GU|GY|"
    "HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|ME|MK|ML|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|"
    "RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE|B|E|G|L|M|N|S|W"
)
POSTCODE = (
    rf"(?:GIR[ ]?0AA | (?=[A-Z]{{1,2}}\d) (?:{_AREAS}) (?:\d\d?|\d[A-HJKMNPRSTUVWXY]) (?:[ ]{{0,2}}|-) \d[ABD-HJLNP-UW-Z]{{2}})"
)

# Addresses: a number or a flat, the words of a street and what kind of street it is; then, if they follow, locality and postcode.
_PLAIN_STREET = (
    "street|road|avenue|crescent|terrace|gardens|mews|lane|rd|ave|avn|cres|gdns|terr|ln|broadway|grove|parade|villas|"
    "cottages|boulevard"
)
_WORD_STREET = (
    r"st|dr|cl|ct|pl|sq|close|drive|court|place|way|walk|row|square|rise|view|green|hill|park|end|yard|wharf|quay|gate|croft|fold|"
    r"vale|mount|house|heights|lodge|towers?|point|meadows?|fields?|chase|garth|brow|buildings|bank|side|wynd|brae|loan|vennel"
)
_NAME_STREET = r"(?:queens|kings|broad|park|west|north|south|high|hall|mill|church)(?:way|gate)"
_CELTIC_STREET = (
    r"(?:ffordd|heol|stryd|lon|rhodfa|maes|clos|bryn|cwrt|rue)(?:[ ]yr?)?[ ][a-z'-]{3,20}(?:[ ](?-i:[A-Z])[a-z'-]{2,20})?"
)
_FLOOR = r"(?:(?:ground|first|second|third|top|basement|garden|upper|lower)(?:[ -]floor)?[ ]flat,?[ ])?"
_UNIT = (
    rf"{_FLOOR}(?:(?:flat|apt|apartment|unit|room|no|number)\.?[ ]?\#?\d{{0,4}}[a-z]?(?:,[ ]|[ ])|"
    r"\d{1,2}/\d{1,2},?[ ](?=\d)){0,2}"
)
_NUMBER = r"\d{1,4}[a-z]?(?:[ ]?[-/&][ ]?\d{1,4}[a-z]?)?,?"
_STREET_WORDS = r"(?:[a-z][a-z'.-]{0,20}[ ]){1,4}?"
_STREET = (
    rf"(?: {_CELTIC_STREET} | the[ ](?:{_PLAIN_STREET}|{_WORD_STREET}) | {_NAME_STREET} | broadway |"
    rf" (?P<words>{_STREET_WORDS})(?P<type>{_PLAIN_STREET}|{_WORD_STREET}) )"
    rf" \b (?![ ](?:{_PLAIN_STREET}|{_WORD_STREET})\b) \.?"
)
STREET_ADDRESS = pattern(rf"(?<![\w£$.,/-]) (?P<value> (?P<unit>{_UNIT}) (?P<number>{_NUMBER}) [ ] {_STREET} )")
FLAT_IN_HOUSE = pattern(
    rf"(?<!\w) (?P<value> (?:flat|apt|apartment|room)\.?[ ]?\d{{1,4}}[a-z]?,?[ ] (?:[a-z][a-z'.-]{{1,20}}[ ]){{1,3}}?"
    rf" (?:house|court|lodge|towers?|point|heights|mansions|buildings?|apartments)\b (?:,[ ]{_STREET})? )"
)
_HOUSE = "house|cottage|farm|barn|lodge|rectory|vicarage|mill|grange|manor|bungalow"
BEFORE_POSTCODE = pattern(
    rf"(?P<value> (?:(?<=\s)|^|(?<=[(:,])) (?:(?:the[ ])?[a-z']{{2,20}}[ ](?:{_HOUSE}),[ ])?"
    rf" (?:[a-z0-9][\w'.-]{{0,20}}[ ]){{1,4}}?"
    rf" (?:{_PLAIN_STREET}|{_WORD_STREET}|{_HOUSE})\b"
    rf" (?:,[ ][a-z][\w' -]{{1,30}}){{0,3}} ,?[ ] {POSTCODE} ) (?!\w)"
)
PO_BOX = pattern(r"\b p\.?o\.?[ ]box[ ]\d{1,6} \b")
# "a 10 minute walk", "the 3 local park": numbers that count.
_UNIT_WORDS = re.compile(
    r"(?:minutes?|mins?|hours?|days?|weeks?|months?|years?|miles?|metres?|km|percent|per|points?|people|new|other|different|ways?|"
    r"of|in|on|at|to|and|or|the|a|our|my|from|for|with|is|was|were|are|am|pm|times|steps|car|bus)(?:'s)?",
    re.IGNORECASE,
)
_HOME = pattern(
    r"\b(?:address|home|letters?|sen[dt]|deliver(?:ed)?|liv(?:e|es|ed|ing)|mov(?:e|es|ed|ing)|stay(?:s|ed|ing)?|resid(?:e|es|ed|ing)|visit(?:ed)?)\b"
    r" \W{0,3} (?:\w{1,20}[ ])? $"
)
_THEN_POSTCODE = pattern(rf"[ ,]{{1,2}}{POSTCODE}")


def is_address(match: re.Match[str]) -> bool:
    """Whether what looks like a number and a street is one: "a 10 minute walk" and "2 good places" are not."""
    words = (match["words"] or "").split()
    if not words:
        return True
    plain = re.fullmatch(_PLAIN_STREET, match["type"], re.IGNORECASE) is not None
    year = re.fullmatch(r"(?:19|20)\d\d,?", match["number"]) is not None
    if any(_UNIT_WORDS.fullmatch(word) for word in words) or (year and not (plain and match["type"][0].isupper())):
        return False
    named = all(word[0].isupper() or len(word) <= 3 for word in words) and match["type"][0].isupper()
    # In lower case "view", "place" and the like are streets only if a flat or a word such as "lives" stands before, or a
    # town or a postcode behind.
    if plain or named or match["unit"] or _HOME.search(match.string[max(0, match.start() - 30) : match.start()]):
        return True
    return with_locality(match.string, match.end()) > match.end() or bool(_THEN_POSTCODE.match(match.string, match.end()))


_TOWN = pattern(
    r",[ ] (?P<town> [a-z][a-z'.-]{1,20} (?:[ -](?:upon|on|under|in|the|le|of|by)(?=[ -]))? (?:[ -][a-z][a-z'.-]{1,20}){0,2} )"
)


def with_locality(text: str, end: int) -> int:
    """Where an address that ends at `end` ends with the town after it: capitalised, a known place, or no ordinary word."""
    town = _TOWN.match(text, end)
    if town is None:
        return end
    kept = 0
    for word in re.finditer(r"[^\s-]+", town["town"]):
        written = word.group().strip(".,")
        joining = kept and written.lower() in ("upon", "on", "under", "in", "the", "le", "of", "by")
        named = written[0].isupper() or written.lower() in PLACES or written.lower() not in WORDS
        if not (joining or named):
            break
        kept = word.end() if not joining else kept
    return town.start("town") + kept if kept else end
