"""Structured identifiers found by their form: by checksum, by grammar, or by words beside them that say what they are.

Rules read folded text (`folding.fold`), in any case. Each pattern bounds every repetition, so that no text takes long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from evidence.privacy.lexicon import PLACES, WORDS

Match = re.Match[str]


@dataclass(frozen=True)
class Rule:
    """One way to find one kind of identifier.

    id:      the rule's name, kept with every finding.
    kind:    what it finds; the label that masks it.
    pattern: what it looks like; the group "value", if there is one, is the identifier.
    check:   whether a match is one.
    cue:     words of which one must stand near.
    before:  how many characters before the match the cue may begin.
    after:   how many characters after the match it may end.
    """

    id: str
    kind: str
    pattern: re.Pattern[str]
    check: Callable[[Match], bool] = lambda match: True
    cue: re.Pattern[str] | None = None
    before: int = 40
    after: int = 0


def find(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, kind and rule of each structured identifier in a folded text; they may overlap.

    >>> list(find("Ring 07700 900123, NHS number 943 476 5919."))
    [(5, 17, 'phone', 'phone.uk'), (30, 42, 'nhs_number', 'nhs_number.checksum')]
    """
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            if _cued(rule, match) and rule.check(match):
                start, end = match.span("value" if "value" in rule.pattern.groupindex else 0)
                yield start, with_locality(text, end) if rule.kind == "address" else end, rule.kind, rule.id


def _cued(rule: Rule, match: Match) -> bool:
    if rule.cue is None:
        return True
    text, start, end = match.string, match.start(), match.end()
    line_start = text.rfind("\n\n", 0, start) + 1
    near = text[max(line_start, start - rule.before) : start]
    return bool(rule.cue.search(near) or (rule.after and rule.cue.search(text[end : end + rule.after])))


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


# Email. RFC 5321 sets 64 characters for the local part. "name (at) example dot org" and its like are how people hide one.
_DOT = r"(?: \. | \s?[\[({<]\s?(?:dot|\.)\s?[\])}>]\s? | \s(?:dot|\[\.\])\s )"
_DOMAIN = rf"[a-z0-9][a-z0-9-]{{0,62}} (?:{_DOT} [a-z0-9-]{{1,63}}){{0,4}} {_DOT} [a-z]{{2,18}} (?![\w-])"
_EMAIL = _pattern(
    rf"(?<![\w.%+-]) (?P<local>[a-z0-9_][\w.%+'-]{{0,63}})"
    rf" (?P<at> \s?@\s? | \s?[\[({{<]\s?(?:at|@)\s?[\])}}>]\s? | [ ]at[ ] ) (?P<domain>{_DOMAIN})"
)


def _is_email(match: Match) -> bool:
    """Whether `x at y.z` is an address: with a bare "at", an ordinary word before it or a web address after it is not."""
    if match["at"] != " at ":
        return True
    local = match["local"].lower()
    return local not in WORDS and local not in PLACES and not match["domain"].lower().startswith("www.")


# Phones. Ofcom, National Telephone Numbering Plan: 01 and 02 are geographic, 07 mobile, all of ten digits after the 0 but
# for a few 01 areas with nine. 03, 08 and 09 belong to organisations, and 055 and 056 to companies.
_PHONE = _pattern(r"(?<![\w.,/+-]) (?:\(?(?:\+|00)[ ]?\d{1,3}\)?|44(?=[ ]?7)|\(?0) (?:[ .()-]{0,3}\d){7,13} (?![\w/]|-\d|[.,]\d)")
_BARE_PHONE = _pattern(r"(?<![\w.,/+-]) \d(?:[ .-]?\d){5,10} (?![\w/]|-\d|[.,]\d)")
_PHONE_CUE = _pattern(r"\b(?:tel|tele?phone|phone|mobile|mob|ring|rang|call|text|whatsapp|fax)\b (?:\W|\w+[ ]){0,4} $")


def _is_phone(match: Match) -> bool:
    written = match.group()
    digits = _digits(written)
    if written.lstrip("( ").startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        if not digits.startswith("44"):
            return 9 <= len(digits) <= 15 and ("+" in written or not written.isdigit())
    national = digits.removeprefix("44") if not digits.startswith("0") else digits
    national = national.removeprefix("0")
    return (len(national) == 10 and national[0] in "127") or (len(national) == 9 and national[0] == "1")


# NHS numbers: ten digits, the last a checksum modulo 11 (NHS Data Dictionary). Ranges in use begin with 4, 6 and 7, in
# Northern Ireland with 3; 9 is for tests. Scotland's CHI number has the same checksum and begins with the date of birth.
_TEN = r"(?<![\w.,/+-]) (?:\d{3}(?P<gap>[ .-]?)\d{3}(?P=gap)\d{4}) (?![\w/]|-\d|[.,]\d)"
_TEN_ANYHOW = r"(?<![\w.,/+-]) \d(?:[ .-]?\d){9} (?![\w/]|-\d|[.,]\d)"
_NHS_CUE = _pattern(r"\b(?:nhs|chi|h&c|health[ ]and[ ]care) [ ]? (?:number|num|no|id|\#)?\b \W{0,3} (?:(?:is|was|of)\W)? $")


def passes_mod_11(digits: str) -> bool:
    """Whether the last of ten digits is the checksum of the nine before it.

    >>> passes_mod_11("9434765919"), passes_mod_11("9434765918")
    (True, False)
    """
    weighted = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - weighted % 11) % 11 == int(digits[9])


def _is_nhs_number(match: Match) -> bool:
    digits = _digits(match.group())
    return digits[0] in "34679" and len(set(digits)) > 1 and passes_mod_11(digits)


# National Insurance numbers (HMRC, NIM39110): letters and prefixes that are never given.
_NINO = _pattern(
    r"(?<![\w-]) (?!BG|GB|KN|NK|NT|TN|ZZ) [ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z] [ .-]? \d\d[ .-]?\d\d[ .-]?\d\d [ .-]? [A-D] (?![\w-])"
)
_NINO_LOOSE = _pattern(r"(?<![\w-]) [A-Z]{2} [ .-]? \d\d[ .-]?\d\d[ .-]?\d\d (?:[ .-]?[A-Z])? (?![\w-])")
_NINO_CUE = _pattern(r"\b(?:national[ ]insurance|n\.?i\.?[ ](?:number|no)|nino)\b")

# Postcodes (Royal Mail's format, BS 7666): the 124 areas, a district, a sector and a unit without C I K M O V.
_AREAS = """AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY
    G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA
    PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO
    ZE""".split()
_POSTCODE = rf"(?:{'|'.join(sorted(_AREAS, key=len, reverse=True))}) (?:\d\d?|\d[A-HJKMNPRSTUVWXY]) (?:[ ]{{0,2}}|-) \d[ABD-HJLNP-UW-Z]{{2}}"
_ORDINAL = re.compile(r"(?:1st|2nd|3rd|\dth)$")

# Vehicle marks (DVLA): as since 2001, with year letter first or last, and Northern Irish; only where vehicles are spoken of.
_VEHICLE_CUE = _pattern(
    r"\b(?:reg|regs|registration|registered|plates?|number[ ]?plates?|vrm|vrn|vehicles?|cars?|vans?|taxis?|motorbike|lorry|"
    r"driv(?:e|es|ing)|drove|park(?:ed|s|ing)?|dvla|mot|clamped|ford|vauxhall|fiesta|corsa|golf|astra|focus|toyota|nissan)\b"
)
_VEHICLE = _pattern(
    r"(?<![\w-]) (?: [A-HJ-PR-Y][A-HJ-PR-Y]\d\d[ -]?[A-HJ-PR-Z]{3} | [A-HJ-NPR-Y]\d{1,3}[ -]?[A-HJ-PR-Z]{3} |"
    r" [A-HJ-PR-Z]{3}[ -]?\d{1,3}[A-HJ-NPR-Y] ) (?![\w-])"
)
# In capitals only: "in 2003" has the same form.
_IRISH_VEHICLE = re.compile(r"(?<![\w-])(?!I)[A-Z]{0,2}[IZ][A-Z][ -]?\d{2,4}(?![\w-])")
_CURRENT_VEHICLE = re.compile(r"(?<![\w-])[A-HJ-PR-Y]{2}(?:0[2-9]|[1267]\d|5[1-9])[ -]?[A-HJ-PR-Z]{3}(?![\w-])")

# Dates of birth: a date, and words that say whose.
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DAY = r"(?:the[ ])?[0-3]?\d(?:st|nd|rd|th)?"
_DATE = _pattern(
    rf"(?<![\w/.-]) (?P<value> [0-3]?\d([ ]?[/.\-][ ]?|[ ])[01]?\d\2(?:(?:19|20)\d\d|\d\d) | (?:19|20)\d\d[/.-][01]?\d[/.-][0-3]?\d |"
    rf" {_DAY}[ -]?(?:of[ ])?{_MONTH}(?:,?[ -]?(?:(?:19|20)\d\d|'?\d\d))? | {_MONTH}[ -]{_DAY}(?:,?[ ](?:19|20)\d\d)? | [0-3]\d[01]\d(?:19|20)?\d\d ) (?![\w/]|[.-]\d)"
)
_BIRTH_CUE = _pattern(
    r"\b(?:d\.?o\.?b\.?|born|birth[ ]?(?:date|day)?|b'?day|bday)(?:\b|(?<=\.))[^.?!\n]{0,30}$ | \bdate[ ]of[ ]birth\W"
)

# Addresses: a number or a flat, the words of a street and what kind of street it is; then, if they follow, locality and postcode.
_PLAIN_STREET = (
    r"street|road|avenue|crescent|terrace|gardens|mews|lane|rd|ave|avn|cres|gdns|terr|ln|grove|parade|villas|cottages|boulevard"
)
_WORD_STREET = (
    r"st|dr|cl|ct|pl|sq|close|drive|court|place|way|walk|row|square|rise|view|green|hill|park|end|yard|wharf|quay|gate|croft|fold|"
    r"vale|mount|house|heights|lodge|towers?|point|meadows?|fields?|chase|garth|brow|buildings|bank|side|wynd|brae|loan|vennel"
)
_NAME_STREET = r"(?:queens|kings|broad|park|west|north|south|high|hall|mill|church)(?:way|gate)"
_CELTIC_STREET = (
    r"(?:ffordd|heol|stryd|lon|rhodfa|maes|clos|bryn|cwrt|rue)(?:[ ]yr?)?[ ][a-z'-]{3,20}(?:[ ](?-i:[A-Z])[a-z'-]{2,20})?"
)
_UNIT = r"(?:(?:flat|apt|apartment|unit|room|no|number)\.?[ ]?\#?\d{0,4}[a-z]?(?:,[ ]|[ ])){0,2}"
_NUMBER = r"\d{1,4}[a-z]?(?:[ ]?[-/&][ ]?\d{1,4}[a-z]?)?,?"
_STREET_WORDS = r"(?:[a-z][a-z'.-]{0,20}[ ]){1,4}?"
_STREET = (
    rf"(?: {_CELTIC_STREET} | the[ ](?:{_PLAIN_STREET}|{_WORD_STREET}) | {_NAME_STREET} | broadway | sauchiehall[ ]street |"
    rf" (?P<words>{_STREET_WORDS})(?P<type>{_PLAIN_STREET}|{_WORD_STREET}) )"
    rf" \b (?![ ](?:{_PLAIN_STREET}|{_WORD_STREET})\b) \.?"
)
_LOCALITY = r"(?: ,[ ] (?P<town> [a-z][a-z'.-]{1,20} (?:[ -](?:upon|on|under|in|the|le|of|by)(?=[ -]))? (?:[ -][a-z][a-z'.-]{1,20}){0,2} ) )"
_ADDRESS = _pattern(rf"(?<![\w£$.,/-]) (?P<value> (?P<unit>{_UNIT}) (?P<number>{_NUMBER}) [ ] {_STREET} )")
_HOUSE_BEFORE_POSTCODE = _pattern(
    rf"(?P<value> (?:(?<=\s)|^|(?<=[(:,])) (?:[a-z0-9][\w'.-]{{0,20}}[ ]){{1,4}}?(?:{_PLAIN_STREET}|{_WORD_STREET}|cottage|farm)\b"
    rf" (?:,[ ][a-z][\w' -]{{1,30}}){{0,3}} ,?[ ] {_POSTCODE} ) (?!\w)"
)
_PO_BOX = _pattern(r"\b p\.?o\.?[ ]box[ ]\d{1,6} \b")
# "a 10 minute walk", "the 3 local park": numbers that count.
_UNIT_WORDS = frozenset(
    """minute minutes min mins hour hours day days week weeks month months year years mile miles metre metres km percent per point
    people new other different way ways of in on at to and or the a our my from for with is was were are am pm times steps
    car bus week's minute's""".split()
)


_HOME = _pattern(
    r"\b(?:address|liv(?:e|es|ed|ing)|mov(?:e|es|ed|ing)|home|stay(?:s|ed|ing)?|resid(?:e|es|ed|ing)|visit(?:ed)?)\b\W{0,3}(?:\w+[ ])?$"
)
_THEN_POSTCODE = _pattern(rf"[ ,]{{1,2}}{_POSTCODE}")


def _is_address(match: Match) -> bool:
    words = (match["words"] or "").split()
    if not words:
        return True
    plain = re.fullmatch(_PLAIN_STREET, match["type"], re.IGNORECASE) is not None
    year = re.fullmatch(r"(?:19|20)\d\d,?", match["number"]) is not None
    if any(word.lower() in _UNIT_WORDS for word in words) or (year and not (plain and match["type"][0].isupper())):
        return False
    named = all(word[0].isupper() or len(word) <= 3 for word in words) and match["type"][0].isupper()
    # In lower case "view", "place" and the like are streets only if a flat or a word such as "lives" stands before, or a
    # town or a postcode behind.
    if plain or named or match["unit"] or _HOME.search(match.string[max(0, match.start() - 30) : match.start()]):
        return True
    return with_locality(match.string, match.end()) > match.end() or bool(_THEN_POSTCODE.match(match.string, match.end()))


_TOWN = re.compile(_LOCALITY, re.IGNORECASE | re.VERBOSE)


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


# Numbers of accounts and documents: only where a word beside them says so, or a checksum does.
_CARD = _pattern(r"(?<![\w.,/+-]) \d{4}([ -]?)\d{4}\1\d{4}\1\d{4} (?![\w/]|-\d|[.,]\d)")
_IBAN = _pattern(r"(?<!\w) GB\d\d[ ]?[A-Z]{4}[ ]?(?:\d[ ]?){14} (?!\w)")
_SORT_CODE = _pattern(r"(?<![\w/.-]) (?P<value>\d\d[ -]?\d\d[ -]?\d\d) (?![\w/.-]*\d)")
_ACCOUNT = _pattern(r"\b(?:account|acc|a/c)[ ]?(?:number|num|no)?\b\.? \W{0,3} (?:is\W)? (?P<value>\d{8}) (?!\d)")
_PASSPORT = _pattern(r"\bpassport[ ]?(?:number|num|no)?\b\.? \W{0,3} (?:is\W)? (?P<value>\d{9}|[A-Z]{2}\d{7}) (?!\w)")
_LICENCE = _pattern(r"(?<!\w) (?=[A-Z]) [A-Z9]{5}[ ]?\d[0156]\d[0-3]\d\d[ ]?[A-Z9]{2}[ ]?\d?[A-Z]{2} (?!\w)")
_IP = _pattern(r"(?<![\w.]) (?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d) (?![\w.]*\d)")
_IP_CUE = _pattern(r"\bip\b")
_COORDINATES = _pattern(r"(?<![\w.]) (?:4[9]|5\d|60)\.\d{4,10} [ ]?[,;][ ]? -?[0-8]\.\d{4,10} (?!\w)")
_PROFILE = _pattern(
    r"(?<!\w) (?:https?://)?(?:[a-z]{1,3}\.)?(?:facebook|linkedin|instagram|twitter|x|tiktok|threads|youtube|github)\.com/"
    r"(?:in/|@)?[\w.%-]{2,60}"
)
_USER_URL = _pattern(r"\b[a-z]{2,8}:// (?P<value>[^\s/@:]{1,64}:[^\s/@]{1,64}) (?=@[\w.-]{3,100})")


def _is_card(match: Match) -> bool:
    """Whether the digits pass the Luhn checksum that payment cards carry."""
    digits = [int(digit) for digit in _digits(match.group())]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


RULES: tuple[Rule, ...] = (
    Rule("email.form", "email", _EMAIL, _is_email),
    Rule("url.user", "password", _USER_URL),
    Rule("phone.uk", "phone", _PHONE, _is_phone),
    Rule("phone.cue", "phone", _BARE_PHONE, cue=_PHONE_CUE, before=25),
    Rule("nhs_number.checksum", "nhs_number", _pattern(_TEN), _is_nhs_number),
    Rule("nhs_number.cue", "nhs_number", _pattern(_TEN_ANYHOW), cue=_NHS_CUE, before=30),
    Rule("national_insurance.form", "national_insurance", _NINO),
    Rule("national_insurance.cue", "national_insurance", _NINO_LOOSE, cue=_NINO_CUE),
    Rule("postcode.form", "postcode", _pattern(rf"(?<![\w-]) {_POSTCODE} (?![\w-])"), lambda m: not _ORDINAL.search(m.group())),
    Rule("address.street", "address", _ADDRESS, _is_address),
    Rule("address.postcode", "address", _HOUSE_BEFORE_POSTCODE),
    Rule("address.box", "address", _PO_BOX),
    Rule("date_of_birth.cue", "date_of_birth", _DATE, cue=_BIRTH_CUE, before=50, after=0),
    Rule("vehicle.current", "vehicle", _CURRENT_VEHICLE),
    Rule("vehicle.cue", "vehicle", _VEHICLE, cue=_VEHICLE_CUE, before=60, after=40),
    Rule("vehicle.northern_ireland", "vehicle", _IRISH_VEHICLE, cue=_VEHICLE_CUE, before=60, after=40),
    Rule("card.checksum", "card", _CARD, _is_card),
    Rule("bank.iban", "bank_account", _IBAN),
    Rule("bank.sort_code", "bank_account", _SORT_CODE, cue=_pattern(r"\bsort[ -]?code\b"), before=20),
    Rule("bank.account", "bank_account", _ACCOUNT),
    Rule("passport.cue", "passport", _PASSPORT),
    Rule("driving_licence.form", "driving_licence", _LICENCE),
    Rule("ip_address.cue", "ip_address", _IP, cue=_IP_CUE),
    Rule("coordinates.form", "coordinates", _COORDINATES),
    Rule("account.profile", "account", _PROFILE),
)
