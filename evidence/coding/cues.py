"""Words by which a text says that a thing is in the way or that it helps.

Written for this project, from the barriers and solutions that public reports on information sharing name and from how
survey answers put them. A word stands for all its forms, one in two lists speaks in both ways, and where phrases overlap
the longest counts; see `nlp.phrase_finder`.
"""

CUES: dict[str, str] = {
    # What is wanting. Denied, it is there: "did not lack trust".
    "lack": """
        absence of; absent; could do with; cut back; cuts to; deficit; depleted; deprived of; devoid of; dwindling;
        fall short; few; in need of; inadequate; insufficient; lack; lack of; less; limited; little; lose; loss of;
        missing; more needed; need better; need clearer; need for better; need for more; need greater; need more; need
        proper; need stronger; never enough; not enough; poor; reduced; run out of; scant; scarce; scarcity; short of;
        shortage; shortage of; shortfall; shrink; so little; starved of; too few; too little; very little; want more;
        without enough; zero
    """,
    # What is bad wherever it stands in the clause. Denied, it only is not so: "trust was not a barrier".
    "harm": """
        a challenge; afraid; ambiguous; an issue; anxiety; anxious; at risk; back-pedal; badly; ban; barrier; big
        issue; biggest challenge; blame; blockage; blocker; bog down; bogged down; bottleneck; break down; breakdown
        of; brick wall; burden; burdensome; bureaucratic; cannot afford; cautious; challenges; challenging; clash;
        closed door; clunky; collapse; competing; complex; complicate; concern; concern about; concern over; conflict;
        confuse; confusion; constraint; corrode; costly; cumbersome; damage; dead defensive; delay; deter;
        deteriorate; difficult; difficult to; difficulty; disadvantage; disagree; discourage; disjointed; dismiss;
        dispute; dissatisfied; dissuade; distrust; downside; drag on; drain on; erode; excluded; excuse; expensive;
        fail; failure; fall apart; fall through; fear; fearful; flounder; forbid; founder; fragmented; fray;
        frightened; frustrate; frustration; gap; gap in; get in the way; go wrong; hamper; hard to; harder to;
        headache; hesitant; hesitate; hide behind; hinder; hindrance; hold back; hurdle; ignore; impede; impediment;
        impossible; impossible to; inability to; incompatible; inconsistency; inconsistent; inhibit; issue with;
        issues; jeopardise; jeopardize; lengthy; let down; main issue; minefield; misinterpret; mistrust;
        misunderstand; misuse; more difficult; negative; negatively; neglect; nervous; nightmare; obsolete; obstacle;
        obstruct; out of date; outdated; overload; overlook; overstretched; overwhelmed; pain; painful; patchwork;
        patchy; piecemeal; poorly; pressure on; problem; problematic; prohibit; put off; put people off; red tape;
        refusal; refuse; reluctance; reluctant; resist; resistance; resistant; restrict; restriction; sacrifice;
        scared; sceptical; shortcoming; skeptical; slow; slow down; squeeze; stall; stand in the way; sticking point;
        stop working; strain; stretched; struggle; struggle with; stumble; stumbling block; suffer; suffer from;
        suspicion; suspicious; tension; the challenge; threat; threaten; thwart; time consuming; too busy; too
        complex; too late; too long; too many; too much; too slow; unable to; uncertain; uncertainty; unclear; under
        pressure; undermine; unhappy; unhelpful; unreliable; unsure; unwilling; unwillingness; uphill; vague; wall;
        wary; weaken; weakness; withhold; worry; worse; worsen; worst
    """,
    # What is bad right beside the thing: "weak leadership", "trust was low".
    "harm_near": """
        ad hoc; ageing; aging; awful; bad; broken; closed; clumsy; constant; crumbling; dire; disappointing; dreadful;
        dysfunctional; endless; excessive; fragile; half-hearted; hard; heavy; lacklustre; low; minimal; negligible;
        nonexistent; not good; old; onerous; overly; rare; rarely; rigid; shaky; slow; sluggish; sporadic; stale;
        superficial; tenuous; terrible; thin; tokenistic; tough; unequal; uneven; unhappy; unrealistic; untrained;
        weak; wobbly; wrong
    """,
    # What stops a thing: bad for a good thing, good for a bad one ("prevented duplication").
    "stop": """
        block; delay; end; limit; prevent; stop
    """,
    # What mends a thing: good in itself, and whatever bad it mends is mended.
    "mend": """
        address; allay; alleviate; avert; avoid; break down barriers; break down silos; break down walls; bridge;
        broke through; clear up; counteract; cut down; cut out; cut through; deal with; defuse; disappear; dispel;
        dissolve; do away with; ease; eliminate; eradicate; fade; fall away; fix; get over; get past; get round; go
        away; heal; help overcome; help to overcome; help with; improve; iron out; lift; melt away; minimise;
        minimize; mitigate; overcome; put reassurance; reassure; rebuild; rectify; reduce; remedy; remove; repair;
        resolve; restore; rid of; settle; smooth; solve; sort out; tackle; turn around; unblock; unlock; untangle;
        vanish
    """,
    # What is good wherever it stands in the clause.
    "good": """
        advantage; allow staff to; allow them to; allow us to; allowed partners to; allows partners to; appreciate;
        asset; bear fruit; bedrock; beneficial; benefit; boost; breakthrough; bring people together; bring together;
        brought partners together; catalyst; central to; champion; confidence grew; confident; cornerstone; critical
        to success; crucial in; crucial to; delighted; driver of; easier to; effective; effectively; empower; enable;
        enabler; encourage; enhance; enjoy; essential to; facilitate; facilitator of; faster; flourish; foster;
        foundation; foundation for; free up; give confidence; glad; glue; good practice; grateful; happy to; help;
        helpful; helpfully; impressed; instrumental; invaluable; is crucial; is key; keen to; key to; let us; lets
        staff; made all the difference; made sharing easier; make a difference; make easier; make it easier; make it
        possible; make the difference; makes all the difference; more willing; nurture; open doors; open the door;
        pave the way; pave way; pay off; pivotal; pleased; positive; positively; proud; quicker; reap; rewards;
        seamless; seamlessly; simplify; smoother; smoothly; speed up; streamline; strength; strengthen; succeed;
        success; successful; successfully; support sharing; thanks to; the glue; the key; thrive; transform; turning
        point; underpin; useful; valuable; valued; vital in; vital to; was crucial; was essential; was key; was vital;
        welcome; were crucial; were key; what helped; willing to; win over; work better; work well; worked
    """,
    # What is good right beside the thing: "clear purpose", "trust was built".
    "good_near": """
        accessible; adequate; adopt; agree; ample; appropriate; at the heart; best; better; build; clarify; clear;
        clearer; clearly; close; closer; commitment; committed; comprehensive; consistent; create; dedicated; deepen;
        develop; earn; easier; easy; embed; enough; establish; excellent; explain; fast; fit for purpose; flexible;
        flow; full; fully; gain; genuine; good; great; grow; healthy; high; honest; improved; in place; increase;
        introduce; invest in; joint; jointly; knowledgeable; maintain; modern; mutual; open; plenty of; practical;
        prioritise; promote; proper; properly; protected; provide; put in place; quick; regular; regularly; reliable;
        respected; right; ring-fenced; rise; robust; secure; set up; shared; sign off; sign up; simple; simpler;
        skilled; solid; straightforward; strong; stronger; strongly; sufficient; support; supportive; thorough;
        timely; up to date; visible; well; widely; win
    """,
    # What turns the word after it into its opposite.
    "negate": """
        absence of; anything but; aren't; barely; can't; cannot; cease to; couldn't; didn't; difficult to; doesn't;
        don't; fail to; failure to; far from; few; free from; free of; hadn't; hard to; harder to; hardly; hasn't;
        haven't; impossible to; inability to; instead of; isn't; lack; lack of; little; neither; never; no; no longer;
        nobody; none; nor; not; nothing; nowhere near; prevent; rather than; refuse to; reluctant to; scarcely;
        seldom; shouldn't; stop; struggle to; too busy to; too little; unable to; unwilling to; wasn't; weren't;
        without; won't; wouldn't; yet to
    """,
    # Not so yet: a recommendation, a plan, a wish.
    "wish": """
        aim to; be good to; call for; could; expect to; going to; have to; hope to; how to; if only; in future; intend
        to; let us hope; look to; may; must; need to; ought to; plan to; propose; recommend; required to; seek to;
        should; suggest; try to; want to; will; wish; would; would like
    """,
    # Less than certain.
    "maybe": """
        apparently; appear to; arguably; could; may; maybe; perhaps; possibly; potentially; probably; seem; seemingly;
        suspect
    """,
    # So once, and no more.
    "past": """
        used to
    """,
    # Says that it is not about the thing.
    "deny": """
        not a matter of; not a question of; not about; nothing to do with
    """,
    # Words of the lists above in a sense that is none of theirs.
    "idle": """
        a few; a little; a problem shared; as well; as well as; at the end; best practice; close of; closed the;
        concern for; concerned with; end of; end to end; end user; few days; few months; few weeks; few years; first
        few; good enough; help desk; high court; high level; human right; in the end; last few; less than; limited
        company; little by little; may be; next few; no doubt; no less; no matter; no one; no wonder; not just; not
        least; not merely; not only; not simply; not to mention; nothing but; open to challenge; problem solving;
        quite a few; right away; right now; right to; rise to the challenge; in may; set up to; short of; slow cooker;
        week end; well known; whether or not
    """,
}
