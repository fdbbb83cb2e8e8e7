"""Words by which a text says that a thing is in the way or that it helps.

Written for this project, from the barriers and solutions that public reports on information sharing name and from how
survey answers put them. A word stands for all its forms, one in two lists speaks in both ways, and where phrases overlap
the longest counts; see `nlp.phrase_finder`.
"""

CUES: dict[str, str] = {
    # What is wanting. Denied, it is there: "did not lack trust".
    "lack": """
        absence of; absent; be reduced; could do with; could use more; crying out for; cut back; cuts to; deficit;
        depleted; deprived of; devoid of; dwindling; fall short; few; if only we had; if there was more; if there were
        more; if we had; if we had more; if we only had; in need of; inadequate; insufficient; lack; lack of; less;
        limited; little; lose; loss of; missing; more needed; need better; need clearer; need for better; need for
        more; need greater; need more; need proper; need stronger; never enough; not enough; poor; run out of; scant;
        scarce; scarcity; short of; shortage; shortage of; shortfall; shrink; so little; starved of; too few; too
        little; very little; want for; want more; without enough; zero
    """,
    # What is bad wherever it stands in the clause. Denied, it only is not so: "trust was not a barrier".
    "harm": """
        a challenge; afraid; afraid of; afterthought; ambiguous; an issue; anger; angry; annoy; anxiety; anxious;
        anxious about; at loggerheads; at odds; at risk; back-pedal; backlog; badly; ban; barrier; big issue; biggest
        challenge; blame; blind spot; blockage; blocker; bog down; bogged down; bottleneck; bounce; breakdown of;
        brick wall; burden; burdensome; bureaucratic; cagey; cannot afford; cautious; challenges; challenging; chaos;
        chaotic; chase; cited as a reason; clash; clog; closed door; clunky; collapse; come and go; competing;
        complain; complaint; complex; complicate; concern; concern about; concern over; conflict; confuse; confusion;
        constraint; contradict; contradictory; corrode; cost too much; costly; crash; criticise; cumbersome; damage;
        danger; dangerous; dead end; defensive; delay; deter; deteriorate; differ; difficult; difficult to;
        difficulty; difficulty in; difficulty of; disadvantage; disagree; discourage; disjointed; dismiss; dispute;
        dissatisfied; dissuade; distrust; double; doubtful; doubts about; downside; drag on; drain on; dread; drift;
        drop out; dry up; erode; error; excluded; excuse; expensive; fail; failure; fall apart; fall through; fear;
        fear of; fearful; fell on deaf ears; fizzle out; flounder; forbid; founder; fragmented; fray; freeze;
        frightened; frightened of; frustrate; frustration; futile; gap; gap in; get in the way; get stuck; go missing;
        go nowhere; go wrong; grudging; grudgingly; guarded; guess; guesswork; hamper; hard to; harder to; harm;
        headache; hesitant; hesitant about; hesitant to; hesitate; hide behind; hinder; hindrance; hold back; hostile;
        hostility; hurdle; ignorance; ignorant; ignore; impede; impediment; impossible; impossible to; in vain;
        inability to; inaccurate; incompatible; inconsistency; inconsistent; incorrect; inexperienced; inhibit; issue
        with; issues; jam; jeopardise; jeopardize; leave no; leave out of; left behind; lengthy; let down; lip
        service; lock out; logjam; lose momentum; main issue; marginalised; mess; minefield; misinterpret; mistake;
        mistrust; misunderstand; misuse; months to; more difficult; muddle; negative; negatively; neglect; nervous;
        nervous about; nightmare; no good; no one; no use; nobody; nowhere; obsolete; obstacle; obstruct; out of date;
        outdated; overload; overlook; overstretched; overwhelmed; pain; painful; patchwork; patchy; persist;
        piecemeal; pile up; pointless; poorly; possessive; pressure on; problem; problem of; problematic; problems
        with; prohibit; pull out; put off; put people off; red tape; refusal; refuse; reject; reluctance; reluctance
        to; reluctant; reluctant to; reluctantly; resent; resentment; resist; resistance; resistant; restrict;
        restriction; risky; run dry; sacrifice; say no; scare; scare off; scared; scared of; sceptical; sceptics;
        shambles; shortcoming; shut out; sidelined; skeptical; slow; slow down; squeeze; stall; stand in the way;
        start again; start from scratch; sticking point; stop working; strain; stretched; struggle; struggle with;
        stuck; stumble; stumbling block; suffer; suffer from; suspicion; suspicious; swamp; tension; territorial; the
        challenge; threat; threaten; thwart; tick-box; time consuming; too busy; too complex; too late; too long; too
        many; too much; too slow; trap; turn down; turn over; turned away; unable to; unanswered; unaware; uncertain;
        uncertainty; unclear; under pressure; undermine; understaffed; underused; undervalued; unhappy; unhelpful;
        unlawful; unmet; unread; unreliable; unresolved; unsafe; unsupported; unsure; unsustainable; untested; unused;
        unwilling; unwilling to; unwillingness; unwillingness to; unworkable; uphill; vague; wait for; walk away;
        wall; wary; wary of; waste; weaken; weakness; weeks to; withhold; worry; worry about; worse; worsen; worst;
        years to
    """,
    # What is bad right beside the thing: "weak leadership", "trust was low".
    "harm_near": """
        ad hoc; ageing; aging; awful; bad; be cut; be down; broken; closed; clumsy; crude; crumbling; dated; dire;
        disappointing; dreadful; dropped; dysfunctional; empty; ended; endless; excessive; expired; fallen; fell;
        forgotten; fragile; gone; half-hearted; hard; heavy; hidden; ignored; lacklustre; lapsed; lax; left; loose;
        lost; low; minimal; muddled; negligible; nonexistent; not good; old; onerous; overly; patchy; ran out; rare;
        rarely; rigid; separate; shaky; short-lived; sketchy; slow; sluggish; sporadic; stale; superficial; tenuous;
        terrible; thin; tokenistic; tough; unclear; unequal; uneven; unhappy; unrealistic; untrained; vague; weak;
        wobbly; wrong
    """,
    # What stops a thing: bad for a good thing, good for a bad one ("prevented duplication").
    "stop": """
        block; break down; break up; delay; end; limit; prevent; stop
    """,
    # What mends a thing: good in itself, and whatever bad it mends is mended.
    "mend": """
        address; allay; alleviate; avert; avoid; be gone; be sorted; break down barriers; break down silos; break down
        walls; bridge; broke through; bypass; clear up; compensate for; counteract; cut; cut down; cut out; cut
        through; deal with; defuse; disappear; dispel; dissolve; ditch; do away with; drop; ease; eliminate;
        eradicate; fade; fall away; find a way around; find a way round; fix; get over; get past; get round; go away;
        grow out of; halve; have gone; heal; help overcome; help to overcome; help with; improve; iron out; leave
        behind; lift; make up for; melt away; minimise; minimize; mitigate; move away from; move on from; moved
        beyond; overcome; put a stop to; put an end to; put right; reassurance; reassure; rebuild; rectify; reduce;
        remedy; remove; repair; resolve; restore; rid of; save; scrap; see off; settle; shed; shift away from;
        shorten; sidestep; smooth; solve; sort; sort out; spare; speed; step away from; tackle; take away; take out;
        turn around; unblock; unlock; untangle; vanish; work around; work round
    """,
    # What leaves, ends or makes good the bad thing right after it; of anything else it says nothing: "stepped out of silos".
    "leave": """
        abandon; abolish; an end to; break free from; break free of; break out of; break them out of; break us out of;
        cast off; climb out of; come out of its; come out of our; come out of their; demise of; demolish; depart from;
        departure from; disband; discard; dismantle; dispense with; escape; escape from; evolve from; exit from; free us
        from; get away from; get beyond; get out of; give up; go beyond; grow beyond; harness; harness the potential of;
        harness the power of; irrespective of; leave its; leave our; leave their; lift out of; look beyond; make the most
        of; migrate from; modernise; modernize; move beyond; move from; move on past; move out of; overhaul; phase out;
        progress from; pull away from; put aside; quit; regardless of; renounce; replace; retire; scrap; set aside; shake
        off; shift from; shift out of; step back from; step out of; supersede; switch from; take us out of; tear down;
        tear up; the end of; transition from; turn away from; turn its back on; turn our back on; turn our backs on; turn
        their back on; turn their backs on; unlearn; upgrade; walk away from; wean off; wind down
    """,
    # What says of a bad thing before it that it is no more: "the turf war ended".
    "cease": """
        a thing of the past; are history; be abandoned; be behind them; be behind us; be dismantled; be over; behind
        them; behind us; cease; come to an end; die away; die down; die out; dry up; end; ended; finish; stop; subside
    """,
    # What is good wherever it stands in the clause.
    "good": """
        a model for; advantage; allow staff to; allow them to; allow us to; allowed partners to; allows partners to;
        appetite; appreciate; around the table; asset; at ease; at hand; at once; at the table; back up; backed;
        backing; bear fruit; bedrock; behind it; beneficial; benefit; bind; boost; breakthrough; bring people
        together; bring together; brought partners together; catalyst; central to; champion; change how; comfortable;
        commend; common sense; confidence grew; confident; cornerstone; could not have done; could not have done it
        without; could not have done this without; couldn't have done; couldn't have done this without; critical to
        success; crucial in; crucial to; delighted; driver of; easier to; effective; effectively; empower; enable;
        enabler; encourage; enhance; enjoy; enthusiasm; enthusiastic; essential to; excel; exemplary; facilitate;
        facilitator of; faster; flourish; for the better; foster; foundation; foundation for; free up; gave them; gave
        us; give confidence; gives them; gives us; glad; glue; good practice; goodwill; grateful; handy; happy to; has
        worked; help; helpful; helpfully; impossible without; impressed; in one place; indispensable; instant;
        instantly; instrumental; invaluable; is crucial; is key; it worked; join up; keen; keen to; keenest; key to;
        knit together; know where; know who; know whom; let us; lets staff; like clockwork; listen; look forward; made
        all; made all the difference; made sharing easier; made sure; make a difference; make easier; make it easier;
        make it possible; make sense; make the difference; makes all the difference; makes sure; model of; more
        willing; not have been possible without; not have happened without; not possible without; nurture; on board;
        open doors; open the door; paid for; pave the way; pave way; pay off; pays for; peace of mind; pick up
        quickly; pivotal; pleased; popular; positive; positively; praise; progress; proud; proved its worth; pull
        together; put at ease; quicker; readily; ready to; reap; recover; respect; reward; round the table; safer;
        same day; satisfied; save time; saved; seamless; seamlessly; second nature; sensible; simplify; smoother;
        smoothly; solution; speed up; straight away; streamline; strength; strengthen; succeed; success; successful;
        successfully; support sharing; thanks to; the glue; the key; thrive; tie together; to hand; transform;
        trusted; turn a corner; turning point; underpin; understood; up to speed; useful; valuable; valued; vital in;
        vital to; was crucial; was essential; was key; was vital; welcome; well received; were crucial; were key; what
        helped; what worked; willing to; win over; win support; work better; work well; workable; worth; worthwhile;
        would not have happened without
    """,
    # What is good right beside the thing: "clear purpose", "trust was built".
    "good_near": """
        accessible; adequate; agree; ample; approachable; appropriate; at the heart; be built; best; better; build up;
        careful; clarify; clear; clearer; clearly; close; closer; commitment; committed; comprehensive; consistent;
        daily; dedicated; deepen; earn; easier; easy; embed; enough; excellent; explain; fast; firm; fit for purpose;
        flexible; flow; fortnightly; friendly; full; fully; gain; generous; genuine; good; great; grow; having;
        healthy; helpful; honest; improved; in place; joined-up; joint; jointly; kept up; knowledgeable; lasting;
        long-term; maintain; monthly; mutual; named; plenty of; practical; proper; properly; protected; quick;
        readable; regular; regularly; reliable; respected; right; ring-fenced; rise; robust; secure; sensible; shared;
        sign up; simple; simpler; sincere; skilled; solid; sound; steady; straightforward; strong; stronger; strongly;
        sufficient; supportive; thorough; timely; up to date; visible; warm; weekly; welcome; widely; win; worked;
        works
    """,
    # What is done right beside the thing: good for it, but it says little of what the thing is worth: "set up a portal".
    "done_near": """
        additional; adopt; available; bring in; bring into; build; by means of; consult; create; develop; equip;
        establish; extra; high; include; increase; introduce; invest in; invite; involve; modern; open; prioritise;
        promote; provide; put in place; set up; sign off; sort; support; train; well
    """,
    # What turns the word after it into its opposite.
    "negate": """
        aren't; barely; can't; cannot; cease to; couldn't; didn't; difficult to; doesn't; don't; fail to; failure to;
        hadn't; hard to; harder to; hardly; hasn't; haven't; impossible to; inability to; isn't; neither; never; no;
        no one; nobody; none; nor; not; nothing; refuse to; scarcely; seldom; shouldn't; struggle to; too busy to;
        unable to; wasn't; weren't; won't; wouldn't; yet to
    """,
    # The same, but where it stands after a thing it says nothing of it: "one form instead of nine".
    "turn": """
        anything but; far from; free from; free of; instead of; no longer; nowhere near; rather than
    """,
    # What turns only the noun after it: "lack of clear guidance", but not "the lack of trust was overcome".
    "want": """
        absence of; few; in need of; inadequate; insufficient; lack; lack of; limited; little; need for; no; not
        enough; poor; shortage of; too few; too little; without
    """,
    # What turns only what is good: "concerned about creating capacity".
    "doubt": """
        afraid of; anxious about; at the expense of; barrier to; concern about; concern over; difficulty in;
        difficulty of; doubt; doubtful; doubts about; failure of; fear of; frightened of; hesitant about; hesitant to;
        loath to; meant to; nervous about; obstacle to; pretend to; problem of; problems with; put off; question
        whether; reluctance to; reluctant to; scared of; slow to; supposed to; takes long to; takes months to; takes
        years to; too long to; took long to; took months to; took years to; unwilling to; unwillingness to; wary of;
        worry about
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
        a few; a little; a problem shared; as little as possible; as long as; as well; as well as; at the end; best
        practice; challenge fund; challenge prize; challenging each; challenging our; challenging the; challenging their;
        close of; closed the; concern for; concerned with; cut off; days old; drop-in; end of; end to end; end user; few
        days; few months; few weeks; few years; first few; gap analysis; good enough; help desk; high court; high level;
        how long; human right; in may; in the end; last few; less than; limited company; little by little; may be; months
        old; next few; no doubt; no less; no matter; no wonder; non stop; none of that; none of this; not just; not
        least; not merely; not only; not simply; not to; not to mention; nothing but; one stop; open to challenge;
        problem mapping; problem solving; problem statement; quite a few; right away; right now; right to; rise to the
        challenge; save for; set up to; short cut; short of; shortcut; slow cooker; so as not to; so long as; week end;
        weeks old; well known; whether or not; whether to; work in; worked at; worked for; worked here; worked with; year
        old; years old
    """,
}
