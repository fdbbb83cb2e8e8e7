"""Structured identifiers found by their form: by checksum, by grammar, or by words beside them that say what they are.

Rules read folded text (`folding.fold`), in any case. Each pattern bounds every repetition, so that no text takes long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from evidence.privacy import addresses
from evidence.privacy.addresses import pattern
from evidence.privacy.lexicon import PLACES, WORDS

Match = re.Match[str]


@dataclass(frozen=True)
class Rule:
    """One way to find one kind of identifier.

    id:      the rule's name, kept with every finding.
    kind:    what it finds; the label that masks it.
    looks:   what it looks like; the group "value", if there is one, is the identifier.
    check:   whether a match is one.
    cue:     words of which one must stand near.
    before:  how many characters before the match the cue may begin.
    after:   how many characters after the match it may end.
    hiding:  whether what looks like one and is none may hide one that begins within it: "me at ana at example dot org".
    digits:  the fewest digits of a text in which it finds anything.
    signs:   in lower case, of which one stands in any such text; none if it cannot be told so simply.
    needs:   what stands in any such text.
    """

    id: str
    kind: str
    looks: re.Pattern[str]
    check: Callable[[Match], bool] = lambda match: True
    cue: re.Pattern[str] | None = None
    before: int = 40
    after: int = 0
    hiding: bool = False
    digits: int = 1
    signs: tuple[str, ...] = ()
    needs: re.Pattern[str] | None = None


def find(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, kind and rule of each structured identifier in a folded text; they may overlap.

    >>> list(find("My number is 07700 900123, ana@example.org"))
    [(27, 42, 'email', 'email.form'), (13, 25, 'phone', 'phone.uk'), (13, 25, 'phone', 'phone.cue')]
    """
    digits = len(_DIGIT.findall(text))
    if not digits and not _marked(text):
        return
    lower = text.lower()
    for rule in RULES:
        # What is counted and looked for here takes a hundredth of the time of the rule, and nearly always tells enough.
        if rule.digits > digits or (rule.signs and not any(sign in lower for sign in rule.signs)):
            continue
        if rule.needs is not None and not rule.needs.search(text):
            continue
        for match in _matches(rule, text):
            start, end = match.span("value" if "value" in rule.looks.groupindex else 0)
            yield start, addresses.with_locality(text, end) if rule.kind == "address" else end, rule.kind, rule.id


def may_find(text: str) -> bool:
    """Whether any rule could find an identifier in a folded text: most texts hold neither a digit nor a mark of one."""
    return _DIGIT.search(text) is not None or _marked(text)


def _marked(text: str) -> bool:
    lower = text.lower()
    return any(sign in lower for sign in _SIGNS) and _MARK.search(text) is not None


def _matches(rule: Rule, text: str) -> Iterator[Match]:
    """What looks like it, has its cue and passes its check."""
    match = rule.looks.search(text)
    while match:
        sound = _cued(rule, match) and rule.check(match)
        if sound:
            yield match
        match = rule.looks.search(text, match.start() + 1 if rule.hiding and not sound else match.end())


def _cued(rule: Rule, match: Match) -> bool:
    if rule.cue is None:
        return True
    text, start, end = match.string, match.start(), match.end()
    line_start = text.rfind("\n\n", 0, start) + 1
    near = text[max(line_start, start - rule.before) : start]
    return bool(rule.cue.search(near) or (rule.after and rule.cue.search(text[end : end + rule.after])))


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


# Email. RFC 5321 sets 64 characters for the local part. "name (at) example dot org" and its like are how people hide one.
_DOT = r"(?: \. | \s?[\[({<]\s?(?:dot|\.)\s?[\])}>]\s? | \s(?:dot|\[\.\])\s )"
_DOMAIN = rf"[a-z0-9][a-z0-9-]{{0,62}} (?:{_DOT} [a-z0-9-]{{1,63}}){{0,4}} {_DOT} [a-z]{{2,18}} (?![\w-])"
_EMAIL = pattern(
    rf"(?<![\w.%+-]) (?P<local>[a-z0-9_][\w.%+'-]{{0,63}} (?:[ ](?:dot|[\[({{<]dot[\])}}>])[ ][\w%+'-]{{1,30}}){{0,3}})"
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
_EXTENSION = r"(?: /\d{1,2} | [ ,]{0,2}(?:x|ext\.?|extension)[ ]?\d{1,5} )?"
_PHONE = pattern(
    r"(?<![\w.,/+-]) (?P<value> (?P<number> (?:\(?(?:\+|00|0[ ]0[ ])[ ]?\d{1,3}\)?|44(?=[ ]?7)|\(?0)"
    rf" (?: (?:[ .()-]{{0,3}}\d){{7,13}} | \d{{3,4}}/\d{{6,7}} ) ) {_EXTENSION} ) (?![\w/]|-\d|[.,]\d)"
)
_BARE_PHONE = pattern(r"(?<![\w.,/+-]) \d(?:[ .-]?\d){5,10} (?![\w/]|-\d|[.,]\d)")
_PHONE_CUE = pattern(
    r"\b(?:tel|tele?phone|phone|mobile|mob|ring|rang|call|text|whatsapp|fax)\b (?:\W|\w{1,12}[ ]){0,4} $ |"
    r" \b(?:my|her|his|our)[ ](?:no|num|number)\b[ .:]{0,2}(?:is[ ])?$"
)


_HELPLINES = ("03", "05", "08", "09")


def _is_phone(match: Match) -> bool:
    written = match["number"]
    if written.startswith("0."):
        return False
    digits = _digits(written)
    if written.lstrip("( ").startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        if not digits.startswith("44"):
            return 9 <= len(digits) <= 15 and ("+" in written or not written.isdigit())
    national = digits.removeprefix("44") if not digits.startswith("0") else digits
    national = national.removeprefix("0")
    return (len(national) == 10 and national[0] in "127") or (len(national) == 9 and national[0] == "1")


def _is_own_phone(match: Match) -> bool:
    return _digits(match.group())[:2] not in _HELPLINES


# NHS numbers: ten digits, the last a checksum modulo 11 (NHS Data Dictionary). Ranges in use begin with 4, 6 and 7, in
# Northern Ireland with 3; 9 is for tests. Scotland's CHI number has the same checksum and begins with the date of birth.
_TEN = r"(?<![\w.,/+-]) (?:\d{3}(?P<gap>[ .-]?)\d{3}(?P=gap)\d{4}) (?![\w/]|-\d|[.,]\d)"
_TEN_ANYHOW = r"(?<![\w.,/+-]) \d(?:[ .-]?\d){9} (?![\w/]|-\d|[.,]\d)"
_NHS_NEAR = pattern(r"\b(?:nhs|chi|h&c|patient|hospital)\b")
_NHS_CUE = pattern(r"\b(?:nhs|chi|h&c|health[ ]and[ ]care) [ ]? (?:number|num|no|id|\#)?\b \W{0,3} (?:(?:is|was|of)\W)? $")


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
_NINO = pattern(
    r"(?<![\w-]) (?!BG|GB|KN|NK|NT|TN|ZZ) [ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z] [ .-]?"
    r" \d\d[ .-]?\d\d[ .-]?\d\d [ .-]? [A-D] (?![\w-])"
)
_NINO_LOOSE = pattern(r"(?<![\w-]) [A-Z]{2} [ ./-]? \d(?:[ ./-]?\d){5} (?:[ ./-]?[A-Z])? (?![\w-])")
_NINO_CUE = pattern(r"\b(?:nat(?:ional|l)?\.?[ ]ins(?:urance)?|n\.?i\.?[ ](?:number|num|no)|ni(?=[ :]{1,2}$)|nino)\b")

_ORDINAL = re.compile(r"(?:1st|2nd|3rd|\dth)$")

# Vehicle marks (DVLA): as since 2001, with year letter first or last, and Northern Irish; only where vehicles are spoken of.
_VEHICLE_CUE = pattern(
    r"\b(?:reg|regs|registration|registered|plates?|number[ ]?plates?|vrm|vrn|vehicles?|cars?|vans?|taxis?|motorbike|lorry|"
    r"driv(?:e|es|ing)|drove|park(?:ed|s|ing)?|dvla|mot|clamped|ford|vauxhall|fiesta|corsa|golf|astra|focus|toyota|nissan)\b"
)
_VEHICLE = pattern(
    r"(?<![\w-]) (?: [A-HJ-PR-Y][A-HJ-PR-Y][ ]?\d\d[ -]?[A-HJ-PR-Z]{3} | [A-HJ-NPR-Y][ ]?\d{1,3}[ -]?[A-HJ-PR-Z]{3} |"
    r" [A-HJ-PR-Z]{3}[ -]?\d{1,3}[A-HJ-NPR-Y] ) (?![\w-])"
)
_OLD_VEHICLE = re.compile(r"(?<![\w-])(?:[A-Z]{1,3} ?\d{1,4}|\d{1,4} ?[A-Z]{1,3})(?![\w-])")
_PLATE_CUE = pattern(r"\b(?:reg|registration|plate|vrm|vrn)\b[ ]?(?:number|num|no|mark)?\b \W{0,3} (?:(?:is|was)\W)? $")
# In capitals only: "in 2003" has the same form.
_IRISH_VEHICLE = re.compile(r"(?<![\w-])(?!I)[A-Z]{0,2}[IZ][A-Z][ -]?\d{2,4}(?![\w-])")
_CURRENT_VEHICLE = re.compile(r"(?<![\w-])[A-HJ-PR-Y]{2}(?:0[2-9]|[1267]\d|5[1-9])[ -]?[A-HJ-PR-Z]{3}(?![\w-])")

# Dates of birth: a date, and words that say whose.
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:the[ ])?[0-3]?\d(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_UNITS = "one two three four five six seven eight nine"
_NINTH = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_DAY_WORD = (
    rf"(?:the[ ])?(?:{_NINTH}|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth|"
    rf"twenty[ -](?:{_NINTH})|thirty[ -]first)"
)
_YEAR_WORDS = (
    r"(?:nineteen|twenty|two[ ]thousand)(?:[ -](?:and[ ])?(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|oh|"
    rf"{'|'.join(f'{_TEENS} {_UNITS}'.split())})){{0,2}}"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?[ ](?:the[ ])?)?"
_DATE = pattern(
    rf"(?<![\w/.-]) (?P<value> {_WEEKDAY}{_DAY_WORD}[ ](?:of[ ])?{_MONTH}(?:,?[ ](?:{_YEAR}|{_YEAR_WORDS}))? | {_WEEKDAY}(?:"
    rf" [0-3]?\d([ ]?[/.\-][ ]?|[ ])[01]?\d\2(?:{_YEAR}|\d\d) | {_YEAR}[/.-][01]?\d[/.-][0-3]?\d |"
    rf" {_DAY}[ -]?(?:of[ ])?{_MONTH}(?:,?[ -]?(?:{_YEAR}|'?\d\d))? | {_MONTH}[ -]{_DAY}(?:,?[ ]{_YEAR})? |"
    rf" [0-3]\d[01]\d(?:19|20)?\d\d ) ) (?![\w/]|[.-]\d)"
)
_MONTH_OF_YEAR = pattern(rf"(?<![\w/.-]) (?P<value> {_MONTH},?[ ]{_YEAR} ) (?!\w)")
_PERSON_BORN = pattern(
    r"\b(?:i|he|she|they|son|daughter|who)(?:'s|[ ]was|[ ]were)?[ ]born[ ]in[ ]$ | \b(?:dob|birth)\W{1,3}(?:is[ ]|was[ ])?$"
)
_BIRTH_CUE = pattern(
    r"\b(?:d\.?o\.?b\.?|born|birth[ ]?(?:date|day)?|b'?day|bday)(?:\b|(?<=\.))[^.?!\n]{0,30}$ | \bdate[ ]of[ ]birth\W"
)

_BIRTH_SIGNS = ("born", "birth", "dob", "d.o", "do.b", "bday", "b'day")

# Numbers of accounts and documents: only where a word beside them says so, or a checksum does.
_CARD = pattern(r"(?<![\w.,/+-]) \d{4}([ -]?)\d{4}\1\d{4}\1\d{4} (?![\w/]|-\d|[.,]\d)")
_IBAN = pattern(r"(?<!\w) GB\d\d[ ]?[A-Z]{4}[ ]?(?:\d[ ]?){14} (?!\w)")
_SORT_CODE = pattern(r"(?<![\w/.-]) (?P<value>\d\d[ -]?\d\d[ -]?\d\d) (?![\w/.-]*\d)")
_SORT_CUE = pattern(r"\bsort[ -]?code\b")
_ACCOUNT = pattern(r"\b(?:account|acc|a/c)[ ]?(?:number|num|no)?\b\.? \W{0,3} (?:is\W)? (?P<value>\d{8}) (?!\d)")
_PASSPORT = pattern(r"\bpassport[ ]?(?:number|num|no)?\b\.? \W{0,3} (?:is\W)? (?P<value>\d{9}|[A-Z]{2}\d{7}) (?!\w)")
_LICENCE = pattern(r"(?<!\w) (?=[A-Z]) [A-Z9]{5}[ ]?\d[0156]\d[0-3]\d\d[ ]?[A-Z9]{2}[ ]?\d?[A-Z]{2} (?!\w)")
_IP = pattern(r"(?<![\w.]) (?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d) (?![\w.]*\d)")
_IP_CUE = pattern(r"\bip\b")
_COORDINATES = pattern(r"(?<![\w.]) (?:4[9]|5\d|60)\.\d{4,10} [ ]?[,;][ ]? -?[0-8]\.\d{4,10} (?!\w)")
_PROFILE = pattern(
    r"(?<!\w) (?:https?://)?(?:[a-z]{1,3}\.)?(?:facebook|linkedin|instagram|twitter|x|tiktok|threads|youtube|github)\.com/"
    r"(?:in/|@)?[\w.%-]{2,60}"
)
_USER_URL = pattern(r"\b[a-z]{2,8}:// (?P<value>[^\s/@:]{1,64}:[^\s/@]{1,64}) (?=@[\w.-]{3,100})")


def _is_card(match: Match) -> bool:
    """Whether the digits pass the Luhn checksum that payment cards carry."""
    digits = [int(digit) for digit in _digits(match.group())]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


RULES: tuple[Rule, ...] = (
    Rule("email.form", "email", _EMAIL, _is_email, hiding=True, digits=0, signs=("@", " at ", "[", "(", "{", "<")),
    Rule("url.user", "password", _USER_URL, digits=0, signs=("://",)),
    Rule("phone.uk", "phone", _PHONE, _is_phone, digits=8),
    Rule("phone.cue", "phone", _BARE_PHONE, _is_own_phone, cue=_PHONE_CUE, before=25, digits=6),
    Rule("nhs_number.checksum", "nhs_number", pattern(_TEN), _is_nhs_number, digits=10),
    Rule("nhs_number.near", "nhs_number", pattern(_TEN_ANYHOW), _is_nhs_number, cue=_NHS_NEAR, before=40, after=25, digits=10),
    Rule("nhs_number.cue", "nhs_number", pattern(_TEN_ANYHOW), cue=_NHS_CUE, before=30, digits=10),
    Rule("national_insurance.form", "national_insurance", _NINO, digits=6),
    Rule("national_insurance.cue", "national_insurance", _NINO_LOOSE, cue=_NINO_CUE, digits=6),
    Rule(
        "postcode.form",
        "postcode",
        pattern(rf"(?<![\w-]) {addresses.POSTCODE} (?![\w-])"),
        lambda m: not _ORDINAL.search(m.group()),
    ),
    Rule("address.street", "address", addresses.STREET_ADDRESS, addresses.is_address),
    Rule("address.flat", "address", addresses.FLAT_IN_HOUSE, signs=("flat", "apt", "apartment", "room")),
    Rule("address.postcode", "address", addresses.BEFORE_POSTCODE, needs=pattern(addresses.POSTCODE)),
    Rule("address.box", "address", addresses.PO_BOX, signs=("box",)),
    Rule("date_of_birth.cue", "date_of_birth", _DATE, cue=_BIRTH_CUE, before=50, digits=0, signs=_BIRTH_SIGNS),
    Rule("date_of_birth.month", "date_of_birth", _MONTH_OF_YEAR, cue=_PERSON_BORN, before=30, digits=4, signs=_BIRTH_SIGNS),
    Rule("vehicle.current", "vehicle", _CURRENT_VEHICLE, digits=2),
    Rule("vehicle.cue", "vehicle", _VEHICLE, cue=_VEHICLE_CUE, before=60, after=40),
    Rule("vehicle.plate", "vehicle", _OLD_VEHICLE, cue=_PLATE_CUE, before=30, signs=("reg", "plate", "vrm", "vrn")),
    Rule("vehicle.northern_ireland", "vehicle", _IRISH_VEHICLE, cue=_VEHICLE_CUE, before=60, after=40, digits=2),
    Rule("card.checksum", "card", _CARD, _is_card, digits=16),
    Rule("bank.iban", "bank_account", _IBAN, digits=16),
    Rule("bank.sort_code", "bank_account", _SORT_CODE, cue=_SORT_CUE, before=20, digits=6, signs=("sort",)),
    Rule("bank.account", "bank_account", _ACCOUNT, digits=8, signs=("acc", "a/c")),
    Rule("passport.cue", "passport", _PASSPORT, digits=7, signs=("passport",)),
    Rule("driving_licence.form", "driving_licence", _LICENCE, digits=6),
    Rule("ip_address.cue", "ip_address", _IP, cue=_IP_CUE, digits=4, signs=("ip",)),
    Rule("coordinates.form", "coordinates", _COORDINATES, digits=11),
    Rule("account.profile", "account", _PROFILE, digits=0, signs=(".com/",)),
)
_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"@|[\[({<]\s?at\b| at |://|\.com/|\bborn\b|\bbirth", re.IGNORECASE)
"""What a text without digits must hold for one of the rules to find anything: most hold none of it."""
_SIGNS = ("@", "[", "(", "{", "<", " at ", "://", ".com/", "born", "birth")
"""Of which one stands in whatever `_MARK` matches: looking for them takes a tenth of the time."""
