"""More sentences and people that no rule of `evidence.privacy` was written with in view; all made up.

Sentences, people, identifiers and clean sentences are each cut in two by every other line: rules may be improved by what
the first half shows, and the second is only counted. See benchmarks/personal_data_unseen.py.

Of people, "_" binds a given name of two words, and "+" stands behind a family name that comes first. «kind:words» marks
an identifier.
"""

from __future__ import annotations

SENTENCES = r"""
Talking to {full} was the first time I felt believed.
The key contact at the borough is {full}.
Contact {full} on 01632 960114 for the agenda.
contact {lower_full} on 07700 900112 before friday
Any questions, email {given} or come to the desk.
The complaint names {full} as the person on duty.
INTERVIEWER: And who told you that?\n{upper_initials}: My social worker.
{initials_only}: I never got the letter.\nInterviewer: Never?
{given}: They said it would take a week.
{given_upper}: IT TOOK NINE MONTHS.
[{given} laughs] It was chaos from day one.
P7 ({given}, mother of two) agreed with this.
Speaker 2 ({full}): we had no agreement at all.
{title}'s secretary never passed the message on.
{given}'s mum had to give up her job.
It is {given}'s view that the form is too long.
the kids love {lower_given} at the play scheme
big up {lower_given} and {lower_given2} from the night shift
had {lower_given} as my midwife and she was fab
{lower_given} was off sick so nobody picked it up
cant fault {lower_given} at all
they replaced {lower_given} with someone who didnt care
apparently {lower_full} left in june and no one took over her cases
my cousin {lower_given} had the same problem last year
i was told by {lower_full} that my file was lost
when will {lower_title} come back to the surgery
{lower_title} is always in a rush
why does {lower_given} get a worker and i dont
Yours, {full}
Warm wishes\n{full}\nChair, Tenants' Panel
Sincerely yours,\n{initials}
Speak soon\n{given} x
ps say hello to {given} from me
{given} here again, still no reply.
Sent from my phone\n{given} {surname_initial}
{title} and {title2} both signed the agreement.
Both {title} and her deputy declined to comment.
{titlefull}, the lead clinician, set the tone.
The late {titlefull} founded the project.
A statement from {titlefull} was read out.
{title_dot} saw me within the hour.
{title_initial} countersigned on the second page.
{title_upper} IS A DISGRACE
WE ASKED FOR {upper_full} BY NAME.
I WISH TO COMPLAIN ABOUT {upper_full}
ATTENDED BY: {upper_full}, {upper_full2}
PREPARED FOR {upper_full}
NEXT OF KIN {upper_full}
{upper_full} - 3 MISSED APPOINTMENTS
{given}, {given2} and the others were moved on to a different estate.
Three of us, {given}, {given2} and me, started the group.
Those present were {full}, {full2} and two clerks.
Thanks especially to {full} and {full2}.
Apologies were received from {full} and from {initials}.
Action: {given} to chase the data protection lead.
Action point 4 - {full} to circulate the template.
{full} agreed to draft the protocol by May.
{full} (chair) opened the meeting.
{full} queried the figures.
{full} thinks the two systems can be joined.
{full} took early retirement last year.
{full}: "We simply picked up the phone."
{full}, 47, lost her tenancy twice.
{given}, who is nine, asked why nobody came.
{given}, a retired bus driver, walks there each day.
{given} and I went to every meeting.
{given} from the food bank drove us home.
{given} off the Moorside estate got sent to prison.
{given} knows.
{given} cried when she read it.
{given} has dementia and lives alone.
{given} turned eighteen and everything stopped.
{given} doesn't trust the police any more.
{given} didn't get her tablets for a week.
{given} needs a ramp.
{given} wants his flat back.
{given} and her sister share a bed.
{given} spent eleven weeks in a hotel.
{given} rang to cancel.
{given} chose not to take part.
{given} hasn't been to school since.
{given}, bless her, tried everything.
{given}? Never heard from him again.
{given} - thank you.
{given} & {given2}, you saved us.
Well, {given} did say it would happen.
Honestly, {given} was worth ten of the others.
Luckily {given} had kept the letters.
Last week {given} was told to reapply.
In March {full} moved to a different team.
At the hub, {full} keeps a list of who does what.
On the ward {given} held my hand.
Since then {given} has refused to go.
But {given} said no.
And {given} just shrugged.
So {full} wrote to the ombudsman.
If {given} had rung, we would have come.
Because of {given} I stayed off drink.
Despite what {full} claims, we never met.
Even {given} could not find the form.
Only {full} had the password.
Not even {given} knew about the second file.
Then {given} lost his placement.
I owe everything to {full}.
I am writing on behalf of my mother, {full}.
I am writing about {full} and the way she was treated.
I care for my husband {given} and my dad {given2}.
I share the caring with my brother-in-law {given}.
I first met {given} at the drop-in on Canal Street.
I would not be here without {full}.
I used to have {given} but she was moved.
I was passed to a {full} in another office.
I was given the number of a {title} at the council.
I had high hopes of {full}.
I gave {given} all my papers.
I trust {given} and nobody else.
I phoned and got {given} again.
I have known {full} for years.
I saw {given} crying in the corridor.
I think {given} means well.
I reckon {given} would say the same.
It took {full} one call to fix.
It wasn't {given}'s fault.
It helped that {full} sat next to me.
It is thanks to {full} that we have a protocol.
We all miss {given}.
We asked {full} to chair.
We chose {full} as our advocate.
We were visited by {full} and a student.
We relied on {given} to translate.
We lost {given} to a private agency.
We had {full} in to explain the Act.
We begged {given} to stay.
We thought {full} was in charge.
They put {given} in a room with four strangers.
They called {given} a troublemaker.
They told {given} to wait outside.
They sent {full}, who could not answer a thing.
They blamed {given}.
She introduced herself as {given}.
She goes by {nick}.
He said to call him {nick}.
Everyone calls her {nick}.
known to staff as {lower_nick}
{nick} at the garage lent me the money.
{nick} was my rock.
Ask {nick}, she's been here longest.
me and {lower_nick} went down there twice
My best friend {given} died waiting.
My grandson {given} is autistic.
My ex-husband, {full}, kept the children.
My late wife {given} always said so.
My support worker's name was {full}.
My own GP, {title}, was on leave.
My named nurse on the ward was {given}.
My sister-in-law {given} filled it in.
My advocate ({full}) came along.
Our eldest, {given}, is at college.
Our councillor {full} took it up.
Our caretaker {given} found him.
Our youngest {given} was seven.
Her foster mum {given} rang in tears.
Her twin brother {given} went to another family.
His keyworker at the hostel, {given}, had forty cases.
His solicitor, {full}, sent three letters.
Their little girl {given} has asthma.
The baby was named {given}.
The caseworker, one {full}, refused to give a name.
The consultant - {title} - had not read the notes.
The director of adult services, {full}, wrote back.
The file on {full} ran to 400 pages.
The inquest into the death of {full} was told of it.
The interpreter, {given}, was late.
The lady at the desk was called {given}.
The man in the next bed, {given}, had no visitors.
The only one who listened was {given}.
The panel (chaired by {full}) met in private.
The police came for {given} at six.
The pupil, {given}, was sent home.
The tenant at number nine, {full}, complained.
The volunteer {given} brought soup.
There was this nurse {given}, she was brilliant.
This was confirmed by {full} in writing.
This concerns {full} of the outreach team.
Two workers, {given} and {given2}, ran it alone.
A Mr {surname} rang me back.
A certain {full} signed it off.
A new worker ({given}) started in May.
A letter dated 4 May from {initials} said otherwise.
a woman called {lower_given} sorted my money out
according to {lower_given} it was lost in the post
ask anyone, {lower_given} was the best thing about that place
best worker ever = {lower_given}
but {lower_given} just laughed at me
can you tell {lower_given} i called
could not have done it without {lower_full}
did you know {lower_given} has left?
dear {lower_given} thank you for the parcel
every time i ring i get {lower_given}
good luck {lower_given} in your new job
had a long chat with {lower_full} about the forms
happy with {lower_given}, not happy with the rest
hi {lower_given}, still waiting
hope {lower_given} gets a pay rise
i only trust {lower_given}
if it wasnt for {lower_full} id be on the street
im {lower_given}, 24, been in care since i was 6
its {lower_given} again
my carer {lower_given} comes at 8
my mum's carer is {lower_given} and she is lovely
my worker was {lower_full} but she left
never had any trouble till {lower_given} took over
no one but {lower_given} ever rang me back
nobody told {lower_given} about the meeting
ring {lower_given} on the number above
saw {lower_title} at the clinic
shout out to {lower_given}!!
thank you {lower_full} for everything
thanks {lower_given}, {lower_given2} and team
that {lower_given} on the front desk wants sacking
the receptionist {lower_given} was so rude
they gave me {lower_given} who is hopeless
was seen by {lower_title} and then by {lower_given}
went to see {lower_full} about my debts
{lower_full} is a lifesaver
{lower_full} never called me back
{lower_given} & {lower_given2} at the cafe are angels
{lower_given} came out to see me the same day
{lower_given} from housing said i had to wait
{lower_given} gave me hope
{lower_given} you are amazing
Name: {full}
Full name: {reversed}
Name of worker - {full}
First name: {given} Surname: {surname}
Forename {given}, surname {surname}
Surname: {surname_upper}
Completed by: {initials}
Interviewed: {full}
Interviewee 4: {full}
Participant: {given} {surname_initial}.
Reporter: {full}
Case holder: {full}
Allocated to {full}
Referred by: {title}
Referrer - {title_initial}
Patient: {reversed}
Re: {full}
RE: {upper_full}
Subject: complaint about {full}
From: {full}\nTo: {full2}
Cc {full}; {full2}
To whom it may concern, my name is {full}.
Attn {full}
FAO {title}
c/o {full}
Carer's name {full}
Emergency contact - {full} (daughter)
Child 1: {given}, Child 2: {given2}
Witness: {initials}
Signed {full}, 3 June
pp {initials}
Photo: {full}
Words: {full}
Author: {reversed}
Report by {full}
Translated by {full}
Facilitators: {given} and {given2}
Notes by {given}
Present: {given}, {given2}, JK
With thanks to {full} for comments.
{surname}, {initial}. (2 May) told us by phone.
{reversed} (parent)
{reversed}: did not attend
{upper_surname}, {given} - no reply
{full} | carer | phone
{full}; housing officer; north team
{full}\nHead of Service
{full}, Team Manager
{full} MBE
{full} said: "Share it or lose it."
{full}'s team did it in a day.
{full}'s complaint was upheld.
{full} & {full2} co-wrote the guide.
{full}/{full2} to follow up
{full} aged 81 fell in the bath.
{full} of Swansea had three operations.
{full} née {surname2} was born here.
{initials} rang on Monday.
{initials} and {full} disagreed.
{initials_bare} rang on Monday.
{given} {initial}. {surname} took the minutes.
{given} {initial} from the night team was kind.
Mum ({given}) and dad ({given2}) split up.
Gran - {given} - brought me up.
Auntie {given} took us in.
Uncle {given} pays the rent.
Nurse {given} on nights was wonderful.
Sister {surname} runs a tight ship.
Matron {surname} sorted the bed out.
Officer {surname} was fair.
Detective {surname} never rang.
PCSO {full} comes to the coffee morning.
Pastor {given} let us use the hall.
Imam {full} spoke to the families.
Miss {given} at school lets me sit out.
Mr {given} from the mosque helped.
Mrs {surname} across the road has a key.
Professor {surname} disagreed with this.
dr {lower_given} at the practice is great
Head teacher {full} would not see us.
Social worker {full} wrote the plan.
Ward clerk {given} found the notes.
Support worker {given} came along.
Youth worker {given} got me into boxing.
Housing officer {full} refused.
Ex-officer {full} gave evidence.
Portfolio holder {full} backed it.
Chief executive {full} has promised a review.
Team leader {given} got us talking.
Cabinet member {full} opposed it.
Sgt {surname} and PC {surname2} set it up.
Please thank {given} for me.
Please do not tell {given}.
Please could {full} get in touch?
Has anyone heard from {given}?
Is {given} still there?
Was it {given} who rang?
Who is {full}?
What did {given} do wrong?
How is {given} meant to get there?
Where was {full} when we needed her?
Can {given} have a bath seat?
Does {full} still work there?
Tell {given} I said hi.
Give my regards to {full}.
Bring back {given}!
Vote {full}!
Justice for {given}
Happy retirement {given}
RIP {given}, gone too soon.
God rest {given}.
Congratulations to {full} on the award.
Hats off to {full}.
Sorry, {given}.
Hello, {given} speaking.
"{given} never gave up on me."
"My son {given}," she said, "has nobody."
"Call me {given}," he said.
'Oh, that'll be {given},' they laughed.
""".strip().splitlines()

PEOPLE = """
British: Marjorie Postlethwaite, Clifton Ainscough, Effie Galbraith, Merfyn Eames, Jocasta Wigglesworth, Fergus Drummond
British: Olwen Cadwaladr, Seonaid MacAskill, Barnaby Threlfall, Dilys Yelland, Hector Cruikshank, Philippa Bottomley
British: Keiron Smale, Janine Entwhistle, Rhys Penhallow, Tyler Wragg, Kayleigh Bickerstaffe, Demi-Leigh Sugden
Irish: Sorcha Ni Chonaill, Fiachra Breathnach, Padraic Considine, Nuala Geoghegan, Eamonn Tierney, Grainne Mulcahy
Roma and Traveller: Bridie Maughan, Felix Doran, Mikhaela Lakatosova, Vasile Ciurar
South Asian: Bhupinder Atwal, Meenakshi Subramaniam, Tahmina Akhtaruzzaman, Zulfiqar Bhatti, Ravindu Jayasuriya, Parminder Sahota
South Asian: Ishaan Mukhopadhyay, Nusrat Mahbub, Thivya Sivakumar, Waqas Mughal, Lakshmi Nambiar, Dipika Gurung
South Asian: Rubina Yousafzai, Jagtar Virdee, Hemal Pankhania, Shahida Miah, Kulwinder Sangha, Ashok Thapa
African: Obinna Nwosu, Folasade Ogunbanjo, Thabo Mokoena, Nyasha Mutasa, Yaa Boateng, Ekow Quaye
African: Hodan_Abdi Warsame, Meseret Haile, Berhane Tesfay, Aminata Kamara, Modou Jallow, Achieng Otieno
African: Chukwuemeka Eze, Babajide Sowande, Lerato Dlamini, Solange Mbuyi, Kwaku Asante, Zodwa Khumalo
Caribbean: Jermaine Hylton, Shanice Lashley, Everton Clunis, Tanisha Bovell, Leroy Blackwood, Marcia Riviere
Chinese: Li+Na, Wang+Jianguo, Chen+Mei, Xu+Zhiyuan, Cheung+Kar Wai, Fung+Mei Yee
Chinese: Jun Huang, Xiaoming Zhu, Wing_Yan Lam, Ka_Ho Tsang, Mei_Ling Goh, Yifan Deng
Chinese: Shu-Fen Hsieh, Bo Zheng, Hui_Min Ong, Qiang Sun, Ying Feng, Pui_Shan Kwong
Korean: Kim+Ji-woo, Min-jun Park, Soo-ah Choi, Hyun_Woo Jeon, Eun-ji Bae, Seung Hwang
Japanese: Yuto Kobayashi, Sakura Ishikawa, Emi Okada, Kenji Mori, Ayumi Hoshino, Rei Fujimoto
Vietnamese: Tran+Van Duc, Minh_Chau Le, Phuong Dang, Hoang Vo, Bui+Thi Lan, Quoc Trinh
South-East Asian: Maricel Dimaculangan, Jomar Bautista, Siti_Nurhaliza Rahmat, Putri Wulandari, Somchai Rattanakul, Thiri Aung
South-East Asian: Arnel Macaraeg, Nur_Aisyah Ismail, Khin_Maung Win, Rosalie Manalo, Budi Santosa, Niran Suksawat
Polish: Bogumila Kaczmarek, Przemek Szymanski, Wieslawa Dudek, Krystian Pawlak, Jadwiga Gorska, Miroslaw Cieslak
European: Zsofia Nemeth, Bence Farkas, Ruta Stankeviciene, Janis Ozolins, Kaarel Tamm, Vesna Jovanovic
European: Radoslav Iliev, Crina Munteanu, Dragos Popa, Ardit Krasniqi, Besa Gashi, Nikolaos Economou
European: Concetta Esposito, Joao Carvalho, Iker Etxeberria, Maite Aguirre, Femke de Vries, Joost van der Berg
European: Anneliese Hofmann, Sigrid Lindqvist, Aleksi Virtanen, Thibault Lefebvre, Oksana Bondarenko, Taras Melnyk
Middle Eastern: Samira Haddad, Fawzia al-Masri, Behrouz Tehrani, Golnaz Mirzaei, Rojin Aslan, Hozan Amedi
Middle Eastern: Abd_al-Rahman Nasser, Laila Bin Saeed, Huda Kassab, Omid Rahimi, Feruza Karimova, Yael Ben-David
Middle Eastern: Emre Yildiz, Gulsen Kaplan, Mustafa Bayraktar, Noor Alshami, Shadi Khoury, Zahra Hosseini
Afghan: Gul_Mohammad Stanikzai, Parwana Ahmadi, Najibullah Wardak, Spozhmai Safi
Latin American: Yolanda Quispe, Wilson Cardoso, Thaynara Oliveira, Ximena Arango, Jhon Mosquera, Luz_Marina Restrepo
""".strip().splitlines()

NICKNAMES = """
Shazza, Big Kev, Baz, Trace, Mo, Jonno, Tosh, Gaz, Kaz, Nobby, Lil Mo, Chaz, Debs, Smithy, Jaz, Tez, Mags, Bev, Stu, Dougie,
Nats, Tommo, Ziggy, Raj, Sparky, Jools, Mandz, Fatz, Gibbo, Lou
""".replace("\n", " ").split(", ")  # fmt: skip

CLEAN = r"""
The Early Years team at Hartfield Road were patient with us.
Nobody in Environmental Health would put it in writing.
Carers UK, Mind and Shelter all sent a reply.
Please stop closing the Post Office on Wednesdays.
I rang 111 and then 999 and then gave up.
Who decides? The Board, the Trust or the Council?
Chair of Governors, Head of Year and SENCO all attended.
The Connect portal and Mosaic do not share a login.
Ward 12 at Royal Preston was spotless.
We need a Caldicott Guardian, not another working group.
A Memorandum of Understanding was signed before Christmas.
The Gold Command call was at eight each morning.
Consent to Share forms are printed in Polish, Urdu and Somali.
Team leaders met at Weston Park and at the Guildhall.
I live near Queen Elizabeth Square and walk to the Harriet Street surgery.
The Marmot Review shaped how Coventry thinks.
Tesco and Greggs gave food to the hub at Kings Heath.
Under the Care Act we had to assess, and did.
Kent and Medway joined later than Surrey Heartlands.
Year 6 pupils, Year 7 tutors and the School Nurse met.
Both Houses debated it on Monday and Thursday.
The Wigan Deal was copied by Bury and Rochdale.
Section 47 enquiries doubled after Ofsted came.
My PIP and my ESA stopped the same week.
Thank you to all the staff on Maple and Rowan.
English is my second language and Tigrinya my first.
Lloyds refused the account, so did Barclays and Santander.
Bus 42 to Frenchwood stops at six.
Great Western Hospital lost my notes twice.
Dear Sir or Madam,
Hi all, thanks for the invitation.
Signed copies were kept in the safe.
Name withheld at their own request.
Interviewee declined to give a name.
Contact the duty desk on extension 4.
Present: two nurses, a clerk and an observer.
From: the north team To: the south team
Action: lead officer to report back.
Chair: to be confirmed
INTERVIEWER: How did that feel?\nINTERVIEWEE: Awful.
I: And then?\nR: Then nothing.
MASH, CAMHS and YOT never sat in the same room.
ALL THE STAFF WERE LOVELY AND CARING
NO ONE EVER RANG BACK
WHY IS THE OFFICE SHUT ON FRIDAYS
the nhs app is rubbish and so is the council one
i went to citizens advice and they was brilliant
my social worker changes every month
the lady on reception was rude and so was the guard
sumone shud answer the fone
its a joke tbh nobody noes whats going on
thanks for nothing
could of been beter
recieved a letter adressed to the wrong house
we was told to go to the onestop shop in darlaston
she said she would ring and never did
the gp said one thing and the consultant another
mark my words it will be the same next year
i will never go back there again
may be worth a try
the rose garden at the hospice is lovely
a grant would help and so would a bit of faith
they were frank with us and that was a joy
my hope is that it gets better
sue them is what i would do
bill came to 200 pounds
it cost an arm and a leg, no joke
drew up a plan and stuck to it
Rich and poor alike were affected.
Hope is what keeps us going.
Grace and patience were shown by staff.
Will they ever learn?
May I suggest a single form?
Mark the date in the diary.
Bill payments go through the hub.
Grant funding ended in March.
Art and drama were on offer at Spring Hill.
Joy at the news was short.
Summer was the worst time for it.
Dawn raids frightened the children.
Penny pinching is the root of it.
Jack of all trades, master of none.
Robin Hood Way is not served by any bus.
Victoria and Albert wards were merged.
Florence Nightingale ward has no shower.
The Jean Bishop centre opened in Hull.
The Serious Case Review named no agency.
Baby P changed everything.
The Bichard Inquiry came first, then Lord Laming's report.
Martha's rule should apply here too.
Clare's Law requests are slow.
A Sarah's Law request was refused.
Alzheimer's Society and Parkinson's UK helped.
St Mungo's and St Giles ran the shelter.
Down's syndrome clinics were cancelled.
Hansard and the Gazette printed it.
Section 5.3 of Annex C covers retention.
A total of 1,204 people replied in 2021.
The pilot cost £1.2 million over 3 years.
Staffing fell from 41 to 29 between 2012 and 2019.
Read pages 12-14 and then 20.
Meet at 14:30 in Room 2.14, second floor.
Ticket no. 55820193 was closed.
Order 7731-2210-4 arrived late.
Reg. 12(3) applies, as does Sched. 2.
My house has 3 bedrooms and 1 bathroom.
Buses 10, 11 and 12 go past the Hill Street stop.
The 2011 census put it at 84,214.
Open at 9, closed at 5, every day but Sunday.
Born in Leeds, raised in Hull.
On 3 May 2018 the board approved it.
We meet at noon at the clock.
Look at the form on page 3.
Half of them (52 of 104) said no.
""".strip().splitlines()

IDENTIFIERS = r"""
NHS: «nhs_number:401 023 2137»
my nhs no is «nhs_number:401.023.2137»
NHS Number (on the band) «nhs_number:40 1023 2137»
nhs# «nhs_number:4010232137»
Patient ID «nhs_number:485-777-3457» on the label
hospital gave me «nhs_number:987 654 4322» as my nhs number
the NHS number was read back as «nhs_number:943 4765 919»
NHS number: «nhs_number:９４３４７６５９１９»
Health and Care number «nhs_number:320 000 0009»
chi number «nhs_number:0101701234»
Phone «phone:+44 (0)20 7946 0123» ext. 12
phone «phone:(020) 7946 0123»
ring «phone:0161-496-0345 x201»
Tel: «phone:01632 960 555 ext 7»
Mob «phone:+44-7700-900-321»
mobile «phone:07 700 900 321»
his mobile: «phone:077 0090 0321»
text me «phone:０７７００９００３２１»
call «phone:0 7 7 0 0 9 0 0 3 2 1» please
my number's «phone:07700.900.321»
phone number «phone:07700/900321»
Landline: «phone:0113 496 0123/4»
you can get me on «phone:+353 86 123 4567»
Ring the flat: «phone:0117-4960123»
her no. «phone:447700900321»
Fax «phone:(0121) 4960123»
call me on «phone:00 44 7700 900321»
number withheld but it was «phone:07700 9003 21»
postcode: «postcode:sw1a 2aa»
i am in «postcode:m13 9pl» and its damp
My postcode is «postcode:M139PL».
(«postcode:DN55 1PT»)
post code «postcode:EC1A 1BB».
lives near «postcode:cr2 6xh» somewhere
area «postcode:w1a 0ax»; no parks
sent to «postcode:GIR 0AA»
postcode «postcode:Ｂ３３ ８ＴＨ»
«postcode:b338th», third floor
D.O.B: «date_of_birth:14-03-1971»
date of birth - «date_of_birth:14.03.71»
I was born on the «date_of_birth:fourteenth of March 1971»
born «date_of_birth:second of June nineteen seventy one» in Hull
DoB «date_of_birth:March 14th, 1971»
dob= «date_of_birth:1971/03/14»
my birthday's the «date_of_birth:21st of May»
born on «date_of_birth:Tuesday 14 March 1971»
he was born in «date_of_birth:March 1971»
DOB «date_of_birth:14Mar1971»
date of birth «date_of_birth:14 / 3 / 1971»
born in Leeds on «date_of_birth:14th March '71»
birthdate «date_of_birth:140371»
dob «date_of_birth:１４／０３／１９７１»
Birthday: «date_of_birth:3 August 1988»
email «email:kim at example dot com»
e-mail: «email:kim_lee AT example DOT org DOT uk»
mail me «email:kim.lee (at) example.org»
reach me at «email:kim [dot] lee [at] example [dot] org»
it's «email:kim.lee＠example.org»
my address is «email:kim.lee @ example.org»
write to «email:KIM.LEE@EXAMPLE.ORG»
email kim: «email:k@example.io»
<«email:kim.lee@example.org»>
mailto:«email:kim-lee@my-example.org.uk»
email is «email:kimlee71 at example dot co dot uk»
contact «email:kim{at}example{dot}org»
NI number «national_insurance:AB 12 34 56 C»
nino «national_insurance:ab123456c»
N.I. no. «national_insurance:AB/12/34/56/C»
national insurance number: «national_insurance:AB 123 456 C»
NI «national_insurance:AB123456 C»
her ni number is «national_insurance:ab 12 34 56 c»
NI No «national_insurance:ＡＢ１２３４５６Ｃ»
National Insurance «national_insurance:AB 12-34-56 C»
nat ins no «national_insurance:AB123456»
car reg «vehicle:AB12 CDE»
my car «vehicle:ab12cde» got towed
Registration: «vehicle:AB12-CDE»
his van «vehicle:A123 BCD» was clamped
reg number «vehicle:ABC 123»
plate «vehicle:AB 12 CDE»
parked «vehicle:bd18 xyz» across the drive
motorbike «vehicle:T 123 ABC»
taxi plate «vehicle:YK09 OPX»
«vehicle:BV66 NKT» is mine
Flat 3, «address:27 Harcourt Road» is where she lives
Address: «address:Flat 3B, 27-29 Harcourt Road, Bolton»
address is «address:Flat 12 Kestrel House, Meadow Lane»
we live at «address:27A Harcourt Rd.»
at «address:number 27 Harcourt Road» there is mould
lives at «address:flat 2, 14 harcourt st» with his nan
moved to «address:Unit 4, 9 Mill Lane»
«address:Ground Floor Flat, 14 Harcourt Street, Derby»
home: «address:1 Rose Cottages, Little Wenham»
«address:Top flat, 14 Harcourt Street» is empty
the house at «address:103 Upper Harcourt Street»
My address is «address:Apt. 6, 14 Harcourt Square»
«address:5/3 Harcourt Place, Edinburgh»
She lives at «address:Harcourt House, Mill Lane, Derby» «postcode:DE1 3AA»
living at «address:18 harcourt gdns» since may
""".strip().splitlines()
