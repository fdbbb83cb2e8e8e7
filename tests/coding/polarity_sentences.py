"""Sentences and what they say of one thing, written for this test in the way of reports and survey answers.

The cue lists were made while reading SEEN. UNSEEN was written after that and read once: its accuracy is the one to quote.
"""

SEEN = """
    sentence | thing | polarity
    We overcame the lack of trust by meeting every week. | trust | enabler
    The lack of trust was overcome by weekly meetings. | trust | enabler
    Consent is no longer a barrier. | consent | none
    Consent was never a barrier for us. | consent | none
    Consent used to be a barrier. | consent | none
    Staff did not lack trust in each other. | trust | enabler
    They went ahead without training. | training | barrier
    No time. | time | barrier
    Not enough staff | staff | barrier
    Time | time | none
    Trust is both a barrier and an enabler. | trust | mixed
    Leadership helped but budgets were cut. | leadership | enabler
    Leadership helped but budgets were cut. | budget | barrier
    Although trust was low, training helped. | trust | barrier
    Although trust was low, training helped. | training | enabler
    There should be more training. | training | none
    Managers must build trust. | trust | none
    More training would help. | training | none
    We need more training. | training | barrier
    Once consent was explained, families agreed. | consent | enabler
    Weak leadership. | leadership | barrier
    Ministers offered scant leadership. | leadership | barrier
    Trust had been eroded. | trust | barrier
    Capacity fell short. | capacity | barrier
    Strong leadership overcame the barriers. | leadership | enabler
    Co-location prevented duplication and delays. | co-location | enabler
    Poor IT prevented joint visits. | IT | barrier
    Lack of time, trust and leadership | leadership | barrier
    Training was good but was hard to keep up. | training | mixed
    How do we build trust? | trust | none
    Training never helped anyone here. | training | barrier
    The protocol did not work well. | protocol | barrier
    A clear protocol made sharing easier. | protocol | enabler
    The protocol may be a barrier. | protocol | barrier
    They were concerned about creating the capacity. | capacity | barrier
    The agreement came from having the time to reflect on the challenges. | time | enabler
    Places are moving away from silos. | silo | enabler
    This is not about technology. | technology | none
    The hub has nothing to do with technology. | technology | none
    The hub resolved our problems with consent. | consent | enabler
    Nobody explained consent to us. | consent | barrier
    The system failed to improve communication. | communication | barrier
    We struggled to build relationships. | relationship | barrier
    It is hard to find time. | time | barrier
    Leadership was key to success. | leadership | enabler
    The partners trusted each other and shared a clear purpose. | purpose | enabler
    The purpose was unclear. | purpose | barrier
    Budgets were cut and staff left. | budget | barrier
    Fear of fines holds people back. | fine | barrier
    Guidance removed the fear of fines. | fine | enabler
    We do not have a secure email address. | email | barrier
    Secure email works well. | email | enabler
    The law is seen as a barrier. | law | barrier
    The law is seen as an enabler. | law | enabler
    The meeting was held in Leeds. | meeting | none
    The meeting discussed training. | training | none
    Training was provided to all staff. | training | enabler
    The training was not provided. | training | barrier
    Not only leadership but also trust helped. | trust | enabler
    Whether or not consent is needed was discussed. | consent | none
    Despite strong leadership, sharing stalled. | leadership | enabler
    Despite the cuts to budgets, the hub thrived. | hub | enabler
    Despite the cuts to budgets, the hub thrived. | budget | barrier
    Leadership was strong; training was poor. | leadership | enabler
    Leadership was strong; training was poor. | training | barrier
    They refused to give consent. | consent | barrier
    It took too long to agree the protocol. | protocol | barrier
    No one had time. | time | barrier
    There was little appetite for leadership. | leadership | barrier
    A little training goes a long way. | training | none
    Regular supervision gave staff confidence. | supervision | enabler
    Supervision made staff afraid. | supervision | barrier
    Different computer systems stop us from seeing the same record. | system | barrier
    Our systems do not talk to each other. | system | barrier
    Sitting in one office has broken down a lot of suspicion. | office | enabler
    The workload leaves no room for thinking. | workload | barrier
    Having a named person to ring makes all the difference. | person | enabler
    People hide behind data protection. | data protection | barrier
    Data protection was cited as a reason to say no. | data protection | barrier
    The shared form cut the time it takes to refer a family. | form | enabler
    Legal advice gave the partners the reassurance they were after. | legal advice | enabler
    Nobody was sure who owned the agreement. | agreement | barrier
    The agreement runs to forty pages and nobody reads it. | agreement | barrier
    We could not have done this without the support of the police. | police | enabler
    The police were reluctant to join at first but are now the keenest partner. | police | mixed
    Turnover of managers meant that relationships had to start again. | relationship | barrier
    High turnover made it difficult to keep relationships going. | relationship | barrier
    A short induction would be welcome. | induction | none
    Induction brought new staff up to speed. | induction | enabler
    Schools were left out of the conversation. | school | barrier
    Schools were brought into the conversation early. | school | enabler
    The board signed the protocol in May. | protocol | none
    The project covers three districts and a population of 400,000. | district | none
    Consent can be withdrawn at any time. | consent | none
    Families were happy to give consent when it was put in plain words. | consent | enabler
    Practitioners worried that seeking consent would scare families away. | consent | barrier
    The old database crashed every week. | database | barrier
    The new database has saved hours of phone calls. | database | enabler
    Funding dried up after a year. | funding | barrier
    The grant paid for a co-ordinator, without whom nothing would have happened. | grant | enabler
    There is no shortage of goodwill. | goodwill | enabler
    Goodwill alone does not pay for an analyst. | goodwill | none
    Jargon puts people off. | jargon | barrier
    We dropped the jargon and people started to listen. | jargon | enabler
    The fear of being blamed has gone. | fear | enabler
    A culture of blame persists. | culture | barrier
    The culture has shifted for the better. | culture | enabler
    Leaders say the right things and then do nothing. | leader | barrier
    The chief constable threw her weight behind it. | chief constable | enabler
    Training is patchy across the districts. | training | barrier
    Everyone who took the training said it changed how they work. | training | enabler
    If there were more time we could do this properly. | time | barrier
    We would like to see better guidance. | guidance | none
    Guidance from the centre contradicts itself. | guidance | barrier
    The guidance, once simplified, was picked up quickly. | guidance | enabler
    Encryption rules mean that we cannot email the hospital. | encryption | barrier
    Far from being an obstacle, the law gave us the power to share. | law | enabler
    It was not the law that stood in the way but the way it was read. | law | none
    Virtual meetings save travel but lose the chat over coffee. | virtual meeting | mixed
    The hub works, though it depends on two people. | hub | enabler
    Caseloads doubled. | caseload | barrier
    Health visitors felt shut out of decisions. | decision | barrier
    Trust takes years to build and minutes to lose. | trust | none
    A joint post tied the two teams together. | joint post | enabler
"""

UNSEEN = """
    sentence | thing | polarity
    We lost our only analyst and nobody can read the data now. | analyst | barrier
    Since the analyst arrived we can see who is missing out. | analyst | enabler
    Partners sat on the data for half a year. | data | barrier
    Chief officers turned up in person every month, and it showed. | chief officer | enabler
    The steering group stopped meeting when its chair retired. | steering group | barrier
    Our solicitor reads every request as a threat. | solicitor | barrier
    Our solicitor found a lawful way for us to do it. | solicitor | enabler
    Half of the staff had never seen the protocol. | protocol | barrier
    A laminated card with the protocol on it hangs by every phone. | protocol | none
    The protocol is short enough for people to use it. | protocol | enabler
    Supervision is where practitioners get the courage to share. | supervision | enabler
    Supervision gets cancelled when things are busy. | supervision | barrier
    Police and health now share a building, and referrals are quicker for it. | building | enabler
    Two buildings, two cultures. | culture | none
    The partnership ran on personal trust and broke when people moved on. | trust | mixed
    It was trust, built over years of small favours, that carried us through. | trust | enabler
    Trust between the two agencies has never recovered from the inquiry. | trust | barrier
    GPs do not trust the council to keep a secret. | trust | barrier
    We are asked for consent forms in triplicate. | consent | none
    Asking for consent up front saved arguments later. | consent | enabler
    Consent is treated as the only basis for sharing, which it is not. | consent | barrier
    The absence of a common identifier forces us to match by name. | common identifier | barrier
    A common identifier would solve most of this. | common identifier | none
    With a common identifier the match rate rose to ninety per cent. | common identifier | enabler
    Workloads are such that feedback never gets written. | workload | barrier
    Feedback on our referrals would be nice. | feedback | none
    Feedback on our referrals keeps the team motivated. | feedback | enabler
    Nobody gives us feedback. | feedback | barrier
    The e-learning is dull and is clicked through in five minutes. | e-learning | barrier
    E-learning reached two thousand staff in a term. | e-learning | enabler
    Charities are treated as suppliers rather than as partners. | charity | barrier
    Charities bring in people whom no statutory service reaches. | charity | enabler
    The charity was founded in 1984. | charity | none
    Managers come and go every few months. | manager | barrier
    My manager has my back. | manager | enabler
    My manager told me to stop sharing. | manager | barrier
    Passwords expire faster than we can remember them. | password | barrier
    A shared calendar did more for coordination than any strategy. | shared calendar | enabler
    The budget holds only until March. | budget | barrier
    Pooling the budget took the quarrel out of every meeting. | budget | enabler
    The budget is set in February. | budget | none
    Thresholds differ from one district to the next. | threshold | barrier
    Agreeing thresholds together stopped the ping-pong of referrals. | threshold | enabler
    We never found out what the data was for. | data | barrier
    A joint visit saves the family three appointments. | joint visit | enabler
    Families had to tell their story five times over. | story | barrier
    Families tell their story once. | story | none
    The risk register is reviewed each quarter. | risk | none
    Practitioners see only the risk of sharing. | risk | barrier
    Legal advice varied with whoever picked up the phone. | legal advice | barrier
    The vision was written by consultants and owned by no one. | vision | barrier
    Everybody can recite the vision, from the board to reception. | vision | enabler
    The meeting could have been an email. | meeting | barrier
    The morning meeting is the best half hour of the week. | meeting | enabler
    I cannot think of a reason why the law would be a problem. | law | none
    Nothing in the law stops us. | law | none
    Encryption was a headache until the county bought everyone licences. | encryption | mixed
    Secondments let people see the other side. | secondment | enabler
"""
