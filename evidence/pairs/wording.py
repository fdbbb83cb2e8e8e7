"""Words by which a heading or a passage of an account says that it answers something, or that nothing did."""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


_IT = "(?:this|that|these|those|them|it|the)"
_ENDED = (
    "(?:answered|broken?|cleared up|cured|eased|ended|fixed|ironed out|overc[ao]me|put right|removed|resolved|settled|smoothed"
    "|solved|sorted)"
)
_DONE = (
    "(?:adopted|agreed|appointed|asked|bought|brought|built|created|developed|drawn up|drew up|employed|established|funded|gave"
    "|given|hired|installed|introduced|invited|launched|lent|made|moved|named|opened|paid|pooled|published|put|recruited"
    "|rewritten|rewrote|seconded|set up|signed|started|took over|trained|written|wrote)"
)
_ALSO = "(?:(?:also|all|both|each|jointly|now|then|together) )?"
_WE = "(?:we|they|who|agency|agencies|board|boroughs?|council|managers?|officers?|partners?|team|trust)"
_WAS = "(?:was|were|is|are|has been|have been|had been|got)"

SAYS_SO = _any(
    # What stands before is taken up: "to overcome this", "in response", "that changed when".
    f"to (?:address|deal with|fix|get a?round|meet|overcome|resolve|solve|tackle) {_IT}",
    r"in (?:answer|response) to|in response",
    "designed to (?:address|answer|meet|overcome)|to help (?:with )?(?:this|these)|with this in mind",
    "(?:as a|our|the) (?:remedy|solution)|for this reason|that is why|thanks to (?:this|the)",
    "this led (?:them|to|us)|led to the creation",
    "so (?:we|it was|the (?:agency|council|group|partners|team))|(?:was|were) set up to",
    "(?:it|that|this|things?|which) (?:all )?changed (?:after|once|when|with)",
    "what (?:changed|did it|helped|made the difference|settled|solved|turned|unlocked|worked)|made the difference|turning point",
    # Something bad is over: "was resolved by", "settled it", "no longer".
    f"{_ENDED} {_IT}|{_WAS} {_ALSO}{_ENDED}|(?:resolved|solved|overcome) (?:by|through|when|with)|(?:was|were) met (?:by|with)",
    "alleviate[sd]?|broke the (?:circle|deadlock|logjam)|instead|mitigate[sd]?|no longer|on board|overc[ao]me|thereby",
)
"""The words of a passage say outright that it answers something said before."""

CHANGED = _any(
    "now|since (?:then|last)|from then on|from the (?:first|start)|after (?:a|one|that|this|three|two)|afterwards|until|today",
    r"within (?:\w+ ){1,2}(?:days?|hours?|months?|weeks?)|for the first time|as a result|eventually|finally|by the (?:end|time)",
    "in the (?:end|following|next|second)|(?:has |have )?bec[ao]me|replaced|one (?:form|list|system|team)",
    f"{_WAS} {_ALSO}{_DONE}|{_WE} {_ALSO}{_DONE}",
)
"""The words of a passage tell of something that was done, or is otherwise than before: by itself no answer."""

STILL_OPEN = _any(
    "no (?:answer|remedy|solution|way out)|(?:still|yet) to (?:be|do)|(?:are|is) still|remains?|continues? to",
    f"(?:are|had|has|have|is|was|were) (?:still )?not (?:been |yet )?(?:changed|{_ENDED})|nothing (?:has )?changed",
    "(?:are|is|was|were) not (?:known|reported|said|stated)|unanswered|unresolved|in vain|to no avail|without success",
)
"""The words of a passage say that something is as it was."""

_BARRIER_HEADING = re.compile(
    r"in the way|barrier|challenge|problem|difficult|obstacle|hinder|went wrong|made it hard|\bissues?\b|concern|\bneeds?\b"
    r"|\bwhy\b",
    re.IGNORECASE,
)
_ANSWER_HEADING = re.compile(
    r"\bdone\b|\bdid\b|help(?:s|ed)?\b|solution|solv|answer|approach|respon[ds]|overc[ao]m|address|tackl|action|work(?:s|ed) well"
    r"|what works?|enabler|in practice|result|chang|outcome|impact|achiev|learn|lesson|next step",
    re.IGNORECASE,
)


def is_answer_heading(heading: str) -> bool:
    """Whether the innermost heading says that what stands under it was done, or came of it.

    >>> is_answer_heading("Leeds > What we changed"), is_answer_heading("What we changed > Background")
    (True, False)
    """
    return bool(_ANSWER_HEADING.search(heading.rpartition(" > ")[2]))


def is_barrier_heading(heading: str) -> bool:
    """Whether the innermost heading says that what stands under it was in the way."""
    return bool(_BARRIER_HEADING.search(heading.rpartition(" > ")[2]))


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


EVERYWHERE = _listed(
    """about above across after again against all almost alone along already also although always among and another any anyone
    anything are around back because become been before behind being below beside besides between beyond both but came can cannot
    come could did does doing done down during each either else enough even ever every everyone everything except few find first
    five for found four from full further gave get give given goes going gone got had has have her here hers him his how however
    indeed instead into its itself just keep kept last later least less made make many may might mine more most much must myself
    near neither never next nine nobody none nor not nothing now nowhere off often once one only onto other others our ours out
    over own part per perhaps put quite rather really said same second see seem seemed seems seen seven several shall she should
    show since six some somehow someone something sometimes somewhere soon still such take taken ten than that the their theirs
    them then there therefore these they third this those though three through throughout thus together too took toward towards
    two under unless until upon used using various very was well were what whatever when whenever where whether which while who
    whole whom whose why will with within without would yet you your yours yourself"""
)
"""Words of three letters or more that stand in every text: that two passages have them in common tells nothing."""
