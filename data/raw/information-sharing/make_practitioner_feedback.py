"""Make `surveys/practitioner-feedback-illustrative.csv`: answers that nobody gave.

Every respondent and every answer is made up, so that the project has a survey to show without showing anyone's words.
The sentences below were written for this file, with what practitioners are known to say about sharing in mind; chance
puts them together: in a template, [a|b] is a choice and {partner} a slot. The figures that come out describe this
script and nothing else. Same seed, same bytes:

    python data/raw/information-sharing/make_practitioner_feedback.py
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

SEED = 20150423
RESPONDENTS = 180
MISSING = 0.04
FILE = Path(__file__).parent / "surveys" / "practitioner-feedback-illustrative.csv"

ROLES = ("Front-line practitioner", "Team manager", "Senior manager", "Analyst or data officer", "Information governance officer")
SECTORS = ("Council", "Health", "Police", "Housing", "Voluntary and community", "Jobcentre and employment")
SECTOR_SHARES = (0.34, 0.22, 0.12, 0.12, 0.13, 0.07)
AREAS = ("City", "Town", "Rural", "Coastal")

SCALE = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
STATEMENTS: Mapping[str, float] = {
    "I know what I can and cannot share with partners": 0.15,
    "I trust partner organisations to use what I share properly": 0.35,
    "My managers back me when I decide to share": 0.2,
    "I have the time to share information well": -0.6,
    "Our systems let us share safely with partners": -0.5,
    "People who use our service understand how their information is shared": -0.2,
}
"""Each statement and its tilt: above 0 people tend to agree."""

CHANNEL = "How do you share information with partners most often?"
CHANNELS = (
    "By phone or face to face",
    "By secure email",
    "Through a shared system",
    "In a multi-agency meeting",
    "By post or fax",
)
USED = "Which of these have you used in the last year?"
USES = (
    "Joint training",
    "Information sharing agreement",
    "Single consent form",
    "Named contact list",
    "Multi-agency hub",
    "Advice line",
)

HINDERS = "What gets in the way of sharing information?"
HELPED = "What has helped?"
GOVERNMENT = "What should central government do?"

SLOTS: Mapping[str, str] = {
    "partner": (
        "the police|health|housing|schools|the GP practice|probation|children's services|adult social care|"
        "the Jobcentre|the mental health team|the fire service|the hospital|the drug and alcohol service|"
        "the district council"
    ),
    "case": (
        "a family|a tenant|a young person|a patient|an older couple|someone in crisis|a child we were worried about|"
        "a new arrival|a victim|someone leaving prison"
    ),
    "people": "managers|front line staff|new starters|my team|half the team|colleagues|some partners|the older hands|people",
    "delay": "two weeks|nearly a month|ten days|six weeks|three months|the best part of a year|days",
    "number": "three|four|five|six|seven|nine",
    "often": "most weeks|again and again|too often|every time|now and then|more than it should|all the time",
    "since": (
        "since last year|since the spring|over the last eighteen months|since the reorganisation|this year|in the last few months"
    ),
    "meeting": "the Tuesday call|our monthly meeting|the morning huddle|the fortnightly panel|the locality meeting",
}
"""What may stand in a template's {slots}."""

HINDERS_GRAMMAR: Mapping[str, Sequence[str]] = {
    "knowing": (
        "[people|staff|colleagues] are [not sure|unsure] what they can share[, so they share nothing|with {partner}|]",
        "[nobody|no one] has ever [told us|explained] in plain [words|English] what we [can|may] pass on to {partner}",
        "confusion about [what data protection means for {case}|who can be told what|GDPR]",
        "too many myths[, {people} think you need a signed form for everything| going round about data protection|]",
        "not knowing what is allowed. I [end up asking my manager|ring round the office] {often}",
        "lack of understanding of the agreements [we already have|that were signed over our heads]",
        "the guidance is {number} documents long and none of them [answers my question|mentions {case}]",
        "ask {number} people if you can tell {partner} and you get {number} answers",
    ),
    "risk": (
        "[{people} are afraid of|fear of] getting it wrong[ and ending up in the papers|, nobody wants to be the one|]",
        "we have become [very|far too] risk averse {since}",
        "fear of fines[, everyone remembers the one council that was fined|. the last data breach scared {people}|]",
        "it feels safer to say nothing about {case} than to be [told off|reported|hauled in] later",
        "an overly cautious approach at {partner}[, they err on the side of saying no|]",
        "people only [ever|] think about the risk of sharing, [never|not] about what happens to {case} if we don't",
        "colleagues are scared to share anything about {case} in writing",
    ),
    "trust": (
        "we don't trust {partner} to [look after what we send|keep it to themselves]",
        "there is still mistrust between us and {partner}[ after a leak|]",
        "them and us. {partner} want our information but [are wary of giving|never give] theirs",
        "I don't know anyone at {partner} any more so I [would not just ring up|have stopped ringing]",
        "poor relationships with {partner}[, it all depends on who you know|. it was better before the reorganisation|]",
        "suspicion. {partner} think we [only want numbers|will use it against {case}]",
    ),
    "leading": (
        "[senior managers|the bosses|they] say share, but when it goes wrong we get the blame",
        "no one owns it. [{number} boards and nobody accountable|everybody nods and nothing happens]",
        "you have to wait for permission [from above|from {number} managers] for things we used to decide ourselves",
        "competing priorities, it [drops off the list|gets forgotten] {often}",
        "every organisation [protects its own turf and its own targets|looks after its own budget first]",
        "lack of leadership[, we have had {number} heads of service in two years|]",
        "silo working[ at the top, the front line gets on fine|]",
        "nobody at the top sees sharing as their job",
    ),
    "default": (
        "{partner} hide behind data protection[ when they can't be bothered|]",
        "gatekeeping. {partner} won't share unless we go through their manager",
        "[they|{partner}] refuse to share and [never say why|quote rules I can't find anywhere]",
        "the default is no[. it should be the other way round| and you have to argue {often}]",
        "information is power for some people [and they hold on to it|so it stays in their drawer]",
        "{partner} are [very|] protective of their information[ even about people we both see|]",
    ),
    "time": (
        "[time. |]there are never enough hours in the day to [write things up for others|chase {partner}]",
        "too busy with the next [visit|case|crisis], sharing is what you do when you have time and we don't",
        "not enough time to go to {meeting}",
        "the paperwork is time-consuming, an hour for [one referral|{case}]",
        "everyone wants quick wins so there is no time to [think it through properly|build anything that lasts]",
        "pressure of work[, we are firefighting|]. [no one means any harm|it just does not get done]",
    ),
    "money": (
        "budget cuts. the post that did this [went|was cut] {since}",
        "short-term funding, as soon as it works the money [runs out|stops]",
        "we cannot afford the licences for the system that {partner} use",
        "no money for the work, and the saving goes to {partner}",
        "austerity. [we lost the analyst and the coordinator|everything that is not statutory has gone]",
    ),
    "staff": (
        "staff turnover, the person you knew has left and the contact [goes with them|is gone]",
        "high caseloads, {people} have no capacity left[ for anything extra|]",
        "vacancies at {partner} mean nobody picks up the phone",
        "constant restructuring[, I no longer know which team does what|. {number} reorganisations and counting|]",
        "we are short staffed and [information requests|calls from {partner}] come last",
        "agency staff come and go and [never learn|nobody tells them] how we share here",
    ),
    "systems": (
        "our systems don't talk to each other",
        "{number} different systems and {number} passwords, none of them linked to {partner}",
        "no access to the database that {partner} use[, so we type everything twice|]",
        "[the IT|our computer system] is [slow, old and crashes|down] {often}",
        "{partner} moved to a new system and now we can't see anything [about {case}|at all]",
        "remote access is clunky, [on visits|from home] I cannot look anything up",
        "incompatible systems. we print, scan and [send|post]. in this day and age",
    ),
    "quality": (
        "the records are out of date, [addresses especially|phone numbers above all]",
        "names spelt {number} ways, so we cannot match records[ across systems| with {partner}]",
        "half the fields are blank by the time the data reaches us",
        "poor recording [at {partner}|on all sides], you can't rely on it",
        "what we get is [inaccurate|incomplete] as often as not",
    ),
    "secure": (
        "no secure email with {partner}[, we still send things by post|]",
        "attachments are blocked by the firewall {often}",
        "{partner} use another secure email and the two [will not speak|don't work together]",
        "[we|{partner}] still use fax for some of it. really",
    ),
    "law": (
        "legal say there is no power to share that with {partner}",
        "the law is unclear when adults refuse help[, nobody will give a straight answer|]",
        "confidentiality. [doctors say they can't tell us anything|every profession has its own rules]",
        "information governance takes {delay} to come back on anything",
        "different legal advice from every organisation",
        "data protection legislation[ as it is read here|, or what people take it to be|]",
    ),
    "consent": (
        "consent was not sought at the start so [we are stuck|it all has to be done again]",
        "[families have|{case} has] to sign {number} separate consent forms",
        "over-reliance on consent[ even where there are safeguarding worries|, {partner} want a signature for everything|]",
        "[people|families] withdraw consent halfway through and then [nobody knows what to do|everything stops]",
        "no consent, no conversation. that is how {partner} see it",
    ),
    "agreement": (
        "the sharing agreement took {delay} to sign and was out of date by then",
        "too many agreements, [one for each partner, and nobody reads them|I counted {number}]",
        "we wait {delay} for a DPIA to be signed off",
        "there is a protocol but it [sits on a shelf|is thirty pages and nobody reads it]",
        "no agreement in place with {partner}[ even now|, it has been in draft for {delay}|]",
    ),
    "purpose": (
        "{partner} ask for everything [without saying why|and read none of it]",
        "requests [are vague|from {partner} are one line long], it is not clear what they want it for",
        "all or nothing. either the whole file or [not a word|a shrug]",
        "we get swamped with reports that [have nothing to do with us|nobody asked for]",
    ),
    "contact": (
        "we refer [{case} |]to {partner} and never hear back",
        "no feedback after a referral[, so {people} stop bothering|, did they even open it?|]",
        "can't get hold of the right person[, numbers change {often}| at {partner}]",
        "nobody tells us when {case} moves on or the case is closed",
        "I am not invited to {meeting} so I hear things [last|second hand]",
    ),
    "consistent": (
        "thresholds differ between {partner} and us",
        "we cover {number} councils and each does it differently",
        "mixed messages, it depends who you speak to",
        "cross-border cases. {case} moves two streets and the rules change",
        "different forms for the same thing[, one for each partner|]",
    ),
    "language": (
        "jargon. {partner} speak a different language and so do we",
        "acronyms! risk means one thing to {partner} and another to us",
        "{partner} do not see us as professionals[, we are looked down on a bit|]",
    ),
    "voluntary": (
        "as a charity we are asked for [information|our case notes] and told nothing back",
        "the voluntary sector is left out of {meeting}",
        "we are not treated as equal partners[, and small charities have no secure email either|]",
        "{partner} say they can only share with statutory bodies, not with a charity",
    ),
    "voice": (
        "families are [sick|tired] of repeating their story to {number} different workers",
        "nobody asks {case} what they would want shared",
    ),
    "mixed": (
        "not much really, we [are in|share] the same office as {partner}",
        "it isn't the law that is the problem, it is us",
        "training is no longer a problem since we all go together, [time|staffing] still is",
        "trust is good here. the systems are not",
        "I would not say IT is a barrier any more, but staff changes are",
        "less than there used to be. consent is sorted, getting hold of {partner} is not",
        "our managers are supportive, it is {partner} who won't share",
    ),
    "stories": (
        (
            "last month I needed to know if {case} was already known to {partner}. it took {number} calls, two forms "
            "and {delay}, and in the end the answer was in our own system under another spelling"
        ),
        (
            "I sat in {meeting} where everyone agreed to share and then went back to their desks and nothing came. it"
            " isn't bad will, people are too busy and not sure what they can send"
        ),
        (
            "we had a really good arrangement with {partner}. then the two people who ran it left in the same month "
            "and nobody had written down how it worked"
        ),
        (
            "a worker at {partner} told me she would love to help but her manager had said no after a complaint. so "
            "we both visited {case} that week without knowing what the other did"
        ),
        (
            "it is never one thing. the system is slow, so you ring, the person has left, so you email, it bounces "
            "because it isn't secure, and by then the meeting is over"
        ),
        (
            "with children everyone shares because they are frightened not to. with adults it is the opposite, "
            "{partner} ask for consent first and if there is none that's the end of it"
        ),
    ),
}

HELPED_GRAMMAR: Mapping[str, Sequence[str]] = {
    "colocated": (
        "being co-located with {partner}[, you just turn round and ask|]",
        "the hub[. sitting in the same room as {partner} changed everything|, it is not perfect but it works]",
        "having {partner} based in the same building [two days a week|on Mondays]",
        "the MASH works well for children, less so for adults",
        "we sit together [now|] with {partner} and half the emails are gone",
    ),
    "relationships": (
        "good relationships[, knowing who to ring at {partner}| with {partner}|]",
        "putting faces to names[ at {meeting}|, a cup of tea goes a long way]",
        "we built trust with {partner} slowly, case by case",
        "trust used to be the problem, it isn't now that we meet every month",
        "personal contact[. emails never did it|, every time]",
        "building relationships before there is a crisis",
    ),
    "training": (
        "joint training with {partner}[, real cases not slides|]",
        "shadowing {partner} for a day",
        "multi-agency induction for [new starters|everyone who joins]",
        "training is no longer a problem since {partner} joined ours",
        "the [refresher|half day] was useful although too short",
        "e-learning did not help, talking it through in supervision did",
        "the network of people doing the same job elsewhere, we learn from other places",
    ),
    "guidance": (
        "clear guidance[, one page with a flowchart| at last|]",
        "a myth busting session from our information governance lead",
        "being told plainly what we can share about {case}",
        "an advice line you can ring before you decide[, even if it is only mornings|]",
        "worked examples[, kept by the phone| for cases like {case}]",
        "a better understanding of what {partner} can and can't do",
    ),
    "leaders": (
        "a manager who backs us when we decide to share",
        "the chief executive signed up to it and kept asking about it",
        "staff being trusted to use their judgement",
        "supportive supervision, not blame",
        "{partner} and the council leading it together rather than in silos",
        "strong leadership from [one person who would not let go|the partnership board]",
    ),
    "agreement": (
        "one short agreement signed by all [partners|{number} of us]",
        "a single information sharing agreement instead of {number}",
        "the agreement is in place but it was the talking beforehand that helped",
        "a shared template for DPIAs, it took {delay} off the process",
    ),
    "consent": (
        "asking for consent at first contact and explaining [why|who will see what]",
        "a single consent form for {number} agencies",
        "once consent was explained properly {case} was happy for us to talk to {partner}",
        "families only have to tell their story once now",
        "a privacy notice that people can actually read",
    ),
    "systems": (
        "read only access to the records of {partner}",
        "the shared system, when it works",
        "secure email with {partner}, simple and quick",
        "a shared spreadsheet. nothing clever[, it just works|]",
        "the new portal has helped a bit but {people} still prefer the phone",
        "linked systems, we can finally see who else is involved",
    ),
    "contact": (
        "{meeting}[. ten minutes and everyone knows|, best thing we did]",
        "a named contact at {partner}",
        "picking up the phone",
        "daily calls with {partner}[ since the winter|]",
        "a contact list that somebody actually keeps up to date",
        "getting feedback on referrals[, it makes you want to send the next one| from {partner}]",
    ),
    "resource": (
        "a dedicated officer who answers [partners' questions|the difficult ones]",
        "protected time for {meeting}",
        "an analyst who cleaned up the data so that it matches",
        "extra funding for a coordinator, it ends next March though",
        "time and space to sit down with {partner} and think",
    ),
    "purpose": (
        "{partner} now explain why they need it, so we say yes",
        "agreeing [what is needed|who needs to know what] for {case} and nothing more",
        "starting from the family and not from the form",
        "a key worker who holds it all together for {case}",
        "case conferences where we decide together[ instead of reporting to each other|]",
    ),
    "language": (
        "a glossary. sounds silly but we now have a common language with {partner}",
        "plain English in referrals[ and letters|. no more codes|]",
        "understanding each other's roles",
    ),
    "voluntary": (
        "the council includes charities in {meeting} now",
        "being treated as an equal partner",
        "[community|faith] groups who know [people|families] we never reach",
    ),
    "results": (
        "seeing it work. {case} got help the same day",
        "fewer repeat referrals {since}, that convinced {people}",
        "we stopped duplicating visits with {partner}",
        "checks that took {delay} now take an hour",
    ),
    "little": (
        "not a lot if I am honest",
        "nothing has helped so far, we are still waiting for the agreement",
        "the pilot did, then the funding ended",
        "a serious case review, sadly. it made people talk",
        "I thought the new [form|app|protocol] would help but it didn't",
        "co-location was meant to help. we sit in the same room and still can't see each other's systems",
    ),
    "stories": (
        (
            "I spent a day with {partner} and saw what they deal with. since then I know what to put in a referral "
            "and they know why I ask"
        ),
        (
            "our information governance lead came to {meeting} and stayed. instead of sending questions away for "
            "{delay} we get an answer in the room"
        ),
        (
            "it took a year of meetings that seemed to go nowhere, then one case went well and everyone could see the"
            " point. you can't skip that year"
        ),
        (
            "we worked out with {partner} which six things each of us needs to know about {case} and left out the "
            "rest. people stopped arguing after that"
        ),
        (
            "the old manager's door was always open and you could check a decision before you made it. that did more "
            "than any protocol"
        ),
    ),
}

GOVERNMENT_GRAMMAR: Mapping[str, Sequence[str]] = {
    "law": (
        "[change the law so that there is|give us] a clear power to share about [adults at risk|{case}]",
        "central government should give [one legal gateway instead of dozens|us a single clear legal basis]",
        "make it a duty to share and not just a power",
        "don't change the law again, [explain|tell people about] the one we have",
        "simplify the legislation[, {people} cannot follow it|. even our solicitor struggles|]",
        "sort out the law on [health records and councils|adults who refuse help|sharing with landlords]",
    ),
    "guidance": (
        "national guidance in plain English[, one version for everybody|, short enough to read|]",
        "[central government|they] should issue one set of guidance[, health and policing each get their own and they conflict|]",
        "give real examples of what you can share about {case}",
        "a clear statement from the regulator that nobody is fined for sharing in good faith",
        "stop sending out new guidance every [few weeks|month|{number} months]",
        "clear guidance, [tested on practitioners first|with a phone number on it]",
    ),
    "departments": (
        "get the departments to talk to each other [first|before they ask us to]",
        "government departments should practise what they preach, getting anything from [them|the benefits side] takes {delay}",
        "let the Jobcentre share data with councils[ about {case}|, they are not allowed to now|]",
        "different departments say different things, only central government can sort that out",
        "join up inspection so that we are not marked down by one for what another asks for",
        "one department should own this, at the moment it is everybody's and nobody's",
    ),
    "money": (
        "fund it properly and for longer than [a year|one financial year]",
        "long-term funding for [coordinators|the people who make it work|analysts]",
        "pay for [systems that work instead of another pilot|the boring bits, licences and training]",
        "stop cutting budgets and then asking us to share more",
        "let the savings come back to whoever pays[. at present {partner} save what we spend|]",
    ),
    "systems": (
        "[a national system, or at least|] national standards so that [systems can talk|suppliers have no excuse]",
        "let everyone use the NHS number[, not only health|]",
        "one secure email for the whole public sector[ including charities|]",
        "central government should make suppliers open up their systems[ to {partner}|]",
        "not another national IT project please",
        "set a national data standard for addresses and names[. we lose days on this|]",
    ),
    "consent": (
        "a national consent form[ that every service accepts|]",
        "a public campaign so that people know how their information is used",
        "be clear when consent is not needed[, we ask far too often|]",
    ),
    "training": (
        "pay for joint training [across agencies|with {partner}]",
        "put information sharing into professional training for doctors, police and social workers alike",
    ),
    "voluntary": (
        "recognise the voluntary sector in the guidance[. we are {number} lines in an annex|]",
        "make it possible to share with charities, not only with statutory bodies",
    ),
    "local": (
        "leave it to us, every place is different",
        "nothing, this is for local partners to sort out",
        "listen to practitioners before writing the next policy",
        "less interference and fewer targets",
        "share what has worked elsewhere so that we don't [each start from scratch|make the same mistakes]",
        "come and spend a day with us",
    ),
    "lead": (
        "lead from the top, ministers should say plainly that not sharing is a risk too",
        "stop blaming front line staff when things go wrong",
        "hold chief executives to account for sharing, not practitioners",
        "set national thresholds so that {case} gets the same answer everywhere",
        "make sharing part of inspection, then our leaders will care",
    ),
    "stories": (
        (
            "when we asked {number} departments the same question about {case} we got {number} answers. somebody in "
            "Whitehall has to decide which is right, we can't"
        ),
        (
            "I don't think new laws are the answer. what we need is someone with authority to say yes, you may, and "
            "to stand by it when a complaint comes in"
        ),
        (
            "give places time. we have had a new programme every two years with its own reporting, and each one "
            "starts by asking for data in another format"
        ),
        ("pay for people and not for platforms. the platform we were given is empty because nobody is funded to put anything in"),
    ),
}

SHORT: Mapping[str, str] = {
    HINDERS: (
        "Time|lack of time|GDPR|IT systems|Trust|capacity|Staff turnover|fear|Data protection|consent forms|"
        "different systems|no feedback|Jargon|budget cuts|silo working|silos and egos|Lack of training|bureaucracy"
    ),
    HELPED: (
        "Co-location|the hub|good relationships|Talking|Joint training|clear guidance|secure email|daily calls|"
        "A good manager|named contacts|shared system|picking up the phone|persistence|tea and biscuits"
    ),
    GOVERNMENT: (
        "more funding|Fund it|Clear guidance|change the law|national standards|One system|listen|leave us alone|"
        "consistency|lead by example|stop reorganising|training"
    ),
}
NO_ANSWER = ("n/a", "N/A", "nothing", "Nothing", "-", "none", "None.", "no comment", "don't know", "?")
OFF_TOPIC = (
    "The parking at the civic centre is impossible",
    "This survey is too long",
    "please send the slides from the last event",
    "see my answer to the question before",
    "I only started last month so can't really say",
    "Our canteen closed and morale has not recovered",
    "I have said all this in last year's survey and nobody came back to me",
    "ask me again when the move is over",
)
OPENERS = (
    "Mainly: ",
    "Honestly? ",
    "In my team: ",
    "Top of the list: ",
    "From where I sit, ",
    "Same as ever: ",
    "Short answer: ",
)
JOINS = (". ", ". ", ". ", ". Also ", ", and ", "; ", ". And ")
CLOSERS = ("!", "...", ". That's it really.", ". Hope that helps.", ". Sorry, in a rush.", " (in my experience).")

LEANINGS: Mapping[str, Sequence[str]] = {
    "Council": ("time", "staff", "money", "consistent", "resource", "departments"),
    "Health": ("law", "consent", "systems", "risk", "guidance"),
    "Police": ("trust", "default", "relationships", "colocated", "law"),
    "Housing": ("quality", "default", "contact", "agreement", "purpose"),
    "Voluntary and community": ("voluntary", "voluntary", "secure", "voice", "contact"),
    "Jobcentre and employment": ("departments", "agreement", "systems", "purpose"),
}
"""What each sector tends to speak of, so that the groups differ and a reader can see that they do."""

QUESTIONS: Mapping[str, Mapping[str, Sequence[str]]] = {
    HINDERS: HINDERS_GRAMMAR,
    HELPED: HELPED_GRAMMAR,
    GOVERNMENT: GOVERNMENT_GRAMMAR,
}


class Chance(random.Random):
    """Draws by `random()` alone: only that method promises the same numbers from one Python to the next.

    used: how often each template has been told already.
    """

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.used: Counter[str] = Counter()

    def happens(self, share: float) -> bool:
        """True in `share` of all draws."""
        return self.random() < share

    def pick(self, options: Sequence[str], shares: Sequence[float] | None = None) -> str:
        """One of `options`, by equal shares or the shares given."""
        if shares is None:
            return options[int(self.random() * len(options))]
        drawn, total = self.random() * sum(shares), 0.0
        for option, share in zip(options, shares, strict=True):
            total += share
            if drawn < total:
                return option
        return options[-1]


def sentence(grammar: Mapping[str, Sequence[str]], sector: str, chance: Chance) -> str:
    """One remark from a topic of the grammar, one of those used least so far; a sector's leanings come up more often."""
    topics = list(grammar)
    shares = [len(grammar[topic]) * (1 + 2 * LEANINGS[sector].count(topic)) for topic in topics]
    templates = grammar[chance.pick(topics, shares)]
    least = min(chance.used[template] for template in templates)
    template = chance.pick([template for template in templates if chance.used[template] == least])
    chance.used[template] += 1
    chosen = re.sub(r"\[([^\]]*)\]", lambda either: chance.pick(either[1].split("|")), template)
    return " ".join(re.sub(r"\{(\w+)\}", lambda slot: chance.pick(SLOTS[slot[1]].split("|")), chosen).split())


def answer(question: str, sector: str, chance: Chance) -> str:
    """One answer to an open question: mostly a sentence or two, now and then a word, a shrug or something else."""
    if chance.happens(0.06):
        return chance.pick(NO_ANSWER)
    if chance.happens(0.02):
        return chance.pick(OFF_TOPIC)
    if chance.happens(0.1):
        return chance.pick(SHORT[question].split("|"))
    parts = [sentence(QUESTIONS[question], sector, chance)]
    while chance.happens(0.28):
        parts.append(sentence(QUESTIONS[question], sector, chance))
    text = chance.pick(OPENERS) if chance.happens(0.12) else ""
    for number, part in enumerate(dict.fromkeys(parts)):
        text += (chance.pick(JOINS) if number else "") + part
    return roughen(tidy(text + (chance.pick(CLOSERS) if chance.happens(0.1) else "")), chance)


def tidy(text: str) -> str:
    """`text` with a capital at the head of each sentence and a full stop at its end, as a careful writer leaves it."""
    text = re.sub(r"(^|[.!?] )([a-z])", lambda found: found[1] + found[2].upper(), text)
    return text if text.endswith((".", "!", "?", ")")) else text + "."


def roughen(text: str, chance: Chance) -> str:
    """`text` as people in a hurry leave it: some without capitals or a full stop, some with a slip of the finger."""
    if chance.happens(0.2):
        text = text.removesuffix(".")
    if chance.happens(0.1):
        text = text[0].lower() + text[1:]
    if chance.happens(0.06):
        words = list(re.finditer(r"[a-z]{5,}", text))
        if words:
            at = words[int(chance.random() * len(words))].start() + 1 + int(chance.random() * 3)
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text


def opinion(tilt: float, mood: float, chance: Chance) -> str:
    """A point of the scale: the statement's tilt, the person's mood and chance together."""
    drawn = tilt + mood + sum(chance.random() for _ in range(12)) - 6
    return SCALE[sum(drawn > step for step in (-1.4, -0.45, 0.25, 1.3))]


def respondent(number: int, chance: Chance) -> dict[str, str]:
    """One row of the export."""
    sector = chance.pick(SECTORS, SECTOR_SHARES)
    mood = 0.8 * (chance.random() - 0.5) + (0.25 if sector == "Police" else -0.25 if sector == "Voluntary and community" else 0)
    row = {"Role": chance.pick(ROLES, (0.48, 0.22, 0.11, 0.1, 0.09)), "Sector": sector, "Type of area": chance.pick(AREAS)}
    row |= {statement: opinion(tilt, mood, chance) for statement, tilt in STATEMENTS.items()}
    row[CHANNEL] = chance.pick(CHANNELS, (0.36, 0.27, 0.17, 0.16, 0.04))
    used = [use for use, share in zip(USES, (0.45, 0.5, 0.22, 0.33, 0.38, 0.15), strict=True) if chance.happens(share)]
    row[USED] = "; ".join(used) or "None of these"
    row |= {question: answer(question, sector, chance) for question in QUESTIONS}
    return {"Respondent number": f"P{number:03}"} | {
        column: "" if chance.happens(MISSING) else value for column, value in row.items()
    }


def make(path: Path = FILE) -> None:
    """Write the survey to `path`."""
    chance = Chance(SEED)
    rows = [respondent(number, chance) for number in range(1, RESPONDENTS + 1)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    make()
