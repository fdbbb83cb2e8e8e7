"""Words beside a name that tell it from other words: titles, what introduces or follows a person, what names a body."""

from __future__ import annotations

import re
from collections.abc import Iterable


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _one_of(phrases: Iterable[str]) -> str:
    """A pattern for one of `phrases`, longer ones first, so that none hides a longer one."""
    return "|".join(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


def _lines(text: str) -> list[str]:
    """The phrases of a table with one or more to a line, parted by commas."""
    return [phrase.strip() for line in text.strip().splitlines() for phrase in line.strip(" ,").split(", ")]


TITLES = _listed(
    """mr mrs ms mx miss dr prof professor doctor cllr councillor councilor rev revd reverend sir dame lord lady baroness
    fr father sister pc dc ds wpc sgt sergeant insp inspector supt capt captain major nurse rabbi imam canon judge hon"""
)
# In lower case these are other words as well ("lord knows"): only a known or a long strange name makes them titles.
DOUBTFUL_TITLES = _listed("sir dame lord lady fr sister pc nurse judge inspector sergeant")
# In lower case these are other words nearly always: "i miss the old team", "a major accident".
CAPITAL_TITLES = _listed("miss doctor father major captain canon hon ds dc")
PARTICLES = _listed(
    "de da dos du del della di van von der den bin binti ibn al el ap ab ferch st mac mc le la o ni nic ui bint abu ter ten"
)

# Of these, and beside these, what is no other word, so that it belongs to the name behind it.
BEFORE_NAMES = _listed("abd abdul abdel abu bin binti ibn bint umm van von de der del della di dos ni nic ui mac ap ab st")

HEADS = _listed(
    """academy act acts age agency alliance archive arena army arms association authority avenue award awards bank barracks
    base board boards borough bridge building buildings campus canal castle cathedral center centre centres chapel charity
    church city clinic close club college commission committee community company conference consortium convention
    corporation cottage council councils county court courts crescent criteria cup day deal department diagram directorate
    disease district docks drive estate executive farm federation festival field force forest forum foundation framework
    fund funding gallery garden gardens gate green group groups guardian hall harbour health heath highway hill home homes
    hospice hospital hospitals hotel house hub index infirmary initiative inn inquiry enquiry institute institution island
    isle junction kingdom lane law laws leisure library limited line list lodge ltd magistrates market medical memorial
    mews mill ministry mission model mosque museum museums network north nursery office offices orchestra palace parish
    park partners partnership place plc plan point police pool port press primary principle principles priory prison prize
    programme project quay region report reports reservoir review reviews rights river road room rooms row royal rule rules
    scale scheme school schools secondary section service services shelter shire shop show society south square stadium
    standard station store street strategy studio suite summit supermarket surgery syndrome team teams temple terminal
    terrace test tests theatre theory therapy tower town township trial tribunal trust trusts union unit united university
    vale valley view village villas walk ward wards way west wharf wing women's workshop works yard zone method survey
    study syndicate app system portal helpline sixth infant junior nhs uk"""
)
"""A name before one of these is that of a body, a place or a thing, not of a person who speaks or is spoken of."""
NAMED_LAWS = _listed("law rule syndrome disease")
# The plainest of these: they name a body even if a word stands between.
BODIES = _listed("institute foundation trust hospital university college council infirmary academy inquiry society")
# In lower case heads are other words as well ("let Ana drive", "Ana works"); these name things that are called after people.
THINGS = BODIES | _listed(
    """review reviews report inquiry enquiry principles guardian criteria scale test index syndrome disease method model theory
    award act law ward school house road street line station lane centre surgery clinic unit hub library church estate park
    building hall court government administration era years"""
)
# Behind a name in lower case these are verbs as often: "ana works".
DONE_BY_PEOPLE = _listed("works acts reports tests lists rules show deal drive walk plan point list rule force")
# A name behind one of these is that of a place or a building: "St James", "Port Talbot".
PLACE_OPENERS = _listed(
    "st saint saints ysgol royal university port mount lake fort north south east west upper lower great isle hms ss"
)
CALENDAR = _listed(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday feb mar apr jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri
    sat sun spring summer autumn winter easter christmas ramadan eid diwali"""
)
FUNCTION_WORDS = _listed(
    """a an the and or but if so as at by for from in into of off on onto out over per than that this these those to up via
    with i you he she it we they me him her us them my your his its our their who whom which what when where why how not no
    yes all any both each few more most other some such only own same too very just now then here there also again once
    ever never always was were is are am be been being had has have do does did will would could should can may might must
    shall said says told asked"""
)
BEFORE_PEOPLE = _listed("asked told rang phoned saw met named thanked emailed texted trusted from with between to by")
AFTER_PEOPLE = _listed("why if to for about and who when that until would was is has had said as or at from")
"""Between one of the former and one of the latter stands a person, if the word is no English and no slip of the pen."""
# Given names that in lower case are first of all other words; only before a surname or after a sure cue are they names.
MOSTLY_WORDS = _listed(
    """will may mark grant chase hope rose sue pat drew wade rob dash merry sunny rich frank guy bill art grace faith joy
    charity honour honor prosper comfort blessing gift treasure favour patience promise victory angel king queen prince
    princess justice destiny royal star sky storm stone rain river summer sage wing red golden lucky precious clay cliff
    dale glen heath reed rusty misty sandy pearl silver ivory ebony amber jade coral ginger pepper holly ivy hazel hunter
    mason judge bay bee max pip"""
)
# Given names that are other words, too, but hardly ever in what people say of services.
HARDLY_WORDS = _listed(
    """bobby billy carol colleen daisy derrick eddy hector jack jasmine jimmy joe john josh juniper kitty laurel lily maria
    marina martin mike peter phoebe pollyanna rhea robin roger ruby sally terry tom tony trinity vernon"""
)
# Of these, the ones that can go on a sentence after "my son".
VERBS = _listed("will may mark grant chase hope rose sue drew wade rob dash prosper comfort gift treasure promise")

_PEOPLE = _lines(
    """
    key worker, keyworker, case worker, caseworker, social worker, support worker, youth worker, care worker,
    outreach worker, family worker, link worker, welfare worker, project worker, community worker, peer worker,
    health worker, health visitor, midwife, nurse, doctor, consultant, gp, manager, adviser, advisor, officer, counsellor,
    therapist, teacher, tutor, mentor, coach, receptionist, carer, foster carer, neighbour, landlord, landlady, son,
    daughter, mum, mother, dad, father, nan, nana, gran, grandad, grandma, grandson, granddaughter, friend, mate, partner,
    husband, wife, brother, sister, uncle, aunt, auntie, aunty, cousin, niece, nephew, colleague, boss, advocate,
    volunteer, coordinator, co-ordinator, navigator, practitioner, physio, surgeon, dentist, pharmacist, psychologist,
    psychiatrist, tenant, caretaker, warden, assistant, supervisor, director, baby, twin, kid, lad, lass, girl, boy, lady,
    man, woman, guy, bloke, named person, patient, client, driver, headteacher, head teacher, clerk, constable
    """
)
_DONE_BY_SOMEONE = _lines(
    """
    seen, helped, assessed, supported, visited, treated, interviewed, signed, written, completed, prepared, submitted,
    contacted, phoned, referred, transported, operated on, looked after, let down, bullied, assaulted, shouted at
    """
)
_DONE_WITH_SOMEONE = _lines(
    """
    spoke, speak, speaks, speaking, spoken, talked, talk, talking, chatted, listened, reported, complained, wrote,
    referred, introduced, thanks, thank you, thankyou, grateful, shout out, shout-out, praise, credit, kudos, well done
    """
)
_LABELS = _lines(
    """
    complainant, name, names, contact, interviewee, interviewer, applicant, patient, client, carer, tenant, witness,
    author, by, from, to, cc, attn, fao, participant, respondent, signed, signature, child, mother, father, parent,
    guardian, next of kin, gp, worker, manager, facilitator, attendees, present, chair, apologies, resident, claimant,
    caller, officer, subject, victim, suspect, perpetrator, lead, speaker
    """
)
_PRAISE = _lines(
    """
    lovely, kind, rude, brilliant, amazing, excellent, helpful, great, fantastic, wonderful, friendly, superb, patient,
    caring, awful, useless, born, diagnosed, admitted, discharged, placed, best, nicest, legend, gem, hero, credit, nurse,
    receptionist, manager, social worker, key worker, carer, mum, mother, dad, father, son, daughter
    """
)
_ROLES = _lines(
    """
    worker, manager, nurse, officer, coordinator, teacher, mother, father, mum, dad, carer, parent, resident, participant,
    lead, director, adviser, advisor, doctor, gp
    """
)


def _cue(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


INTRODUCED = _cue(
    r"\b(?:(?:my|his|her|their|your|our) (?:full |first |real |maiden |sur)?name(?:'s| is| was)|names? (?:is|was)|"
    rf"(?:{_one_of(_DONE_WITH_SOMEONE)}) (?:again )?(?:to|with)(?: see)?|(?:spoke|met) (?:up )?with|met|"
    rf"interview(?:ed)?(?: with| by)?|according to|(?:{_one_of(_DONE_BY_SOMEONE)}) by|ask(?:ed)? for|contact|known as|"
    r"(?:and|that|because|when) (?:our|my) |dear|bless|happy birthday)"
)
"""After one of these stands a person."""
CALLED = _cue(
    r"\b(?:(?:call(?:s|ed)?|nicknamed) (?:me|him|her|them)|goes by(?: the name(?: of)?)?|went by|known (?:\w{1,8} ){0,3}as|"
    r"nickname(?: is| was)?|(?:first |last |sur|fore|nick|maiden )?names?(?: is| was|:)|answers to) "
)
"""After one of these stands what a person is called, whatever word that is."""
RELATED = _cue(rf"\b(?:{_one_of(_PEOPLE)})(?:'s name (?:is|was)|,? (?:who is |is |was )?(?:called|named)|,| is| was)?(?=\s)")
"""After one of these often stands the person's name."""
NEAR = _cue(
    r"\b(?:called|named|i'?m|i am|this is|it's|it is|hello|hi|hey|morning|love|bye|see|ring|call|phone|email|ask|tell|"
    r"told|said|says|asked|recalled|explained|added|replied|wrote|with|by|to|from|for|and|about|like|saw|contact|thanks|"
    r"thank|cheers),?(?= (?-i:[A-Z]))"
)
"""After one of these may stand a person: a name that is a word too needs its capital."""
_NO_PEOPLE = (
    "re cc bcc to from fw fwd ps nb qa ni id it hr gp uk eu us tv ot sw cv ip pc am pm no vs ai iv db tel fax mob dob nhs ref "
    "int url faq tbc tba doi isbn vat nmw aim why how who pro con aka fyi eg ie etc one two day mon tue wed thu fri sat sun"
)
TURN = re.compile(rf"(?:^|(?<=\n))[ ]?(?!(?:{'|'.join(_NO_PEOPLE.upper().split())}):)([A-Z]{{2,3}}):(?= \S)")
"""The initials of whoever speaks next in a transcript: "JS: I never got it"."""
LABEL = _cue(
    rf"(?:^|(?<=[\n.;|(\t]))[ ]*(?:[\w'/-]{{1,20}} ){{0,3}}(?:{_one_of(_LABELS)}|p\d) ?(?:\([\w ]{{1,20}}\))? ?[:=](?!/)"
)
"""What a form or a transcript writes before a person."""
SIGNED = _cue(
    r"\b(?:thanks|many thanks|thank you|regards|cheers|sincerely|faithfully|wishes|yours|love|ta|best)(?: again)?[,.!]?"
    r"\s{1,4}(?:from )?(?=[A-Z][\w' -]{1,30}(?:\s{0,4}$|\n|,| xx?\b))|(?:^|\n)(?:from|signed|by)[,:]? |"
    r"(?:^|\n) ?[-~]{1,3} ?(?=[A-Z])"
)
"""What stands before a person who signs."""
SPEAKS = _cue(
    r"\s(?:said|says|told|tells|asked|explained|added|recalled|rang|phoned|emailed|texted|helped|called me|listened|"
    r"(?:was|were|is|are|has been) (?:(?:so|very|really|extremely|always|absolutely|the|a|an|my|our) ){0,3}"
    rf"(?:{_one_of(_PRAISE)})|(?:should|deserves|must|needs) (?:be |to be |a )?"
    r"(?:sacked|fired|praised|thanked|medal|promoted|recognised|recognized|reported|disciplined))\b|"
    r", (?:aged )?\d{1,2}(?:,|\)| from | who )| \((?:aged )?\d{1,2}\)|,? aged \d|"
    rf",? \((?:not )?(?:my |our |the |a )?(?:[\w-]{{1,20}} ){{0,2}}(?:{_one_of(_ROLES)})\b"
)
"""Before one of these stands a person."""
ACTS = _cue(r"\s(?:never|always|kept|sorted|gave|visited|moved|works|lives|lived)\b")
"""Before one of these may stand a person, but not at the beginning of a sentence: "Will never …"."""
REPORT = _cue(r"(?:'s)? (?:public )?(?:inquiry|enquiry|reviews?|reports?|commission)\b")
"""What is called after the person who led it."""
