"""Sentences with personal data marked as «kind:words», and clean ones that look as if they had some; all made up.

Many names are rare in, or missing from, the word lists. Numbers are from ranges kept for drama and tests, or made up to
pass their checksum. The rules were improved until they found nearly all of these, so what they reach here is a floor to
hold, not a measure of what they find elsewhere; for that see benchmarks/personal_data.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple


class Marked(NamedTuple):
    """A text and the places, kinds among them, at which personal data stands in it."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


def marked(sentence: str) -> Marked:
    """The sentence without its marks; "\\n" is a line end."""
    text, spans, place = "", [], 0
    sentence = sentence.replace("\\n", "\n")
    for mark in re.finditer(r"«(\w+):([^»]+)»", sentence):
        text += sentence[place : mark.start()]
        spans.append((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        place = mark.end()
    return Marked(text + sentence[place:], tuple(spans))


def respelt(sentence: Marked, spelling: Callable[[str], str]) -> Marked:
    """The sentence with its personal data spelt anew."""
    text, spans, place = "", [], 0
    for start, end, kind in sentence.spans:
        text += sentence.text[place:start]
        words = spelling(sentence.text[start:end])
        spans.append((len(text), len(text) + len(words), kind))
        text += words
        place = end
    return Marked(text + sentence.text[place:], tuple(spans))


def _cut(words: str) -> str:
    return words[: len(words) // 2] + "\u200b" + words[len(words) // 2 :]


def _full_width(words: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in words)


_CYRILLIC = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")

STYLES: dict[str, Callable[[Marked], Marked]] = {
    "plain": lambda sentence: sentence,
    "lower case": lambda sentence: Marked(sentence.text.lower(), sentence.spans),
    "capitals": lambda sentence: Marked(sentence.text.upper(), sentence.spans),
    "zero-width space within": lambda sentence: respelt(sentence, _cut),
    "full width": lambda sentence: respelt(sentence, _full_width),
    "Cyrillic look-alikes": lambda sentence: respelt(sentence, lambda words: words.translate(_CYRILLIC)),
    "decomposed accents": lambda sentence: respelt(sentence, lambda words: unicodedata.normalize("NFD", words)),
    "odd blanks and dashes": lambda sentence: respelt(
        sentence, lambda words: words.replace(" ", "\u00a0").replace("-", "\u2011").replace("'", "’")
    ),
}

MARKED = """
My nan «name:Gwenllian Bebb» waited nine hours on a trolley.
«name:Tsegaye Gebremariam» chairs the tenants' association.
We were lucky to have «name:Myfanwy» as our midwife.
The person who helped most was a lady called «name:Oluwadamilola».
I want to thank «name:Caoimhe» and «name:Tadhg» from the discharge team.
Ask for «name:Bhavesh» at the front desk, he knows the forms.
«name:Shaz» in the canteen is a legend.
my support worker «name:rukhsana» always rings when she says she will
my brother «name:kwabena» sleeps on the sofa
i only ever saw «name:dr adebisi» and he was rushed
please pass my thanks to «name:eilidh urquhart» on the desk
«name:Mr Cholmondeley» would not sign it off.
«name:Cllr P. Featherstonehaugh» asked for a review of the case.
«name:Ms Micklethwaite-Osei» said the hub had changed her practice.
«name:Dr. Xiaoling Zhou» prescribed something else.
«name:Sister Bernadette» ran the ward like clockwork.
«name:PC Wojciechowski» called the next morning.
The hearing was chaired by «name:Judge Penhaligon».
Interviewee: «name:Bukola Adeyemi»
Name of child: «name:Iolo Prosser»
Signed: «name:F. Mutasa»
Next of kin: «name:Agnieszka Wiśniewska»
Kind regards,\\n«name:Siân Llywelyn»
Many thanks\\n«name:Dipesh»
Best wishes, «name:Ngozi»
Yours sincerely,\\n«name:Geraint ap Rhys»
"We never gave up," said «name:Padraig», 61.
"It was a fight from start to finish," explained «name:Fionnuala O'Donoghue».
According to «name:Jaswinder», nobody had read the file.
I was seen by «name:Yetunde Sowande» in triage.
I was let down by «name:Gary Thwaites» in housing benefits.
«name:Abdirahman» and his wife «name:Hodan» share one room.
Our health visitor, «name:Mhairi», noticed it first.
Her daughter «name:Ffion» is being bullied at school.
his son «name:tinashe» was excluded twice
my mate «name:daz» got nothing
spoke to «name:priyanka» then to «name:mark» and then the line went dead
thank you «name:joan» you were so kind
hi «name:declan» can you ring me
«name:JASWINDER SANDHU» SHOULD BE GIVEN A MEDAL
«name:KWAME» WAS ABSOLUTELY BRILLIANT
Case notes: «name:Zbigniew Kowalczyk» did not attend.
We interviewed «name:Llinos Parry», «name:Hibo Warsame» and «name:Rhodri Cadwallader».
The twins, «name:Zofia» and «name:Bartek», were placed apart.
«name:Nasreen Akhtar» (family liaison officer) agreed.
«name:Desmond Braithwaite» was rude and did not listen.
A volunteer named «name:Morwenna Trevithick» drove me home.
«name:Mrs Uddin» has lived there since 1987.
Please contact «name:Dafydd Gruffydd» for the minutes.
My partner «name:Berivan» was born in Diyarbakir.
«name:Grace Appiah» told us about the food bank.
«name:Will Sidebottom» from Environmental Health came round.
«name:Rose» was the best nurse on the ward.
I met «name:Summer» at the drop-in.
I would like to praise «name:Dawn Entwistle».
My neighbour «name:Beryl» does not have the internet.
«name:Mohammed Chowdhury» and «name:Sukhdeep Bains» run it together.
The foster carer is «name:Keziah Braithwaite-Jones».
«name:Aoife Ní Bhriain» translated for us.
«name:Wei Ming Cheung» came with an interpreter.
«name:Thuy Pham» works nights.
«name:Mustafa Yilmaz» could not read the letter.
Emailed «name:Volodymyr» about the placement.
It was «name:Blessing Moyo» who found the gap in the records.
The GP, «name:Dr Venkataraman», rang twice.
«name:Lord Micklethwaite» opened the centre.
«name:Babs» at reception remembered me.
«name:Angharad Vaughan-Rees» sat in on the panel.
Ring me on «phone:07700 900461» after work.
My mobile is «phone:+44 7700 900982».
Call «phone:(01632) 960 733» and leave a message.
Landline «phone:0151 496 0512», mornings only.
Mobile: «phone:07700900077»
you can text me «phone:07700-900-305»
my tel is «phone:+44(0)7700 900 612»
Her number is «phone:020 7946 0958».
phone «phone:0044 1632 960123» any time
Ask my sister on «phone:029 2018 0777».
From abroad: «phone:+353 20 915 4321»
Write to «email:tsegaye.g@example.org» for a copy.
Reply to «email:b_adeyemi99@mail.example.co.uk» please.
my email «email:hodan.w (at) example (dot) com»
email me at «email:iolo [at] example [dot] org»
it is «email:k.appiah@sub.department.example.ac.uk».
contact: «email:o'neill.p@example.com»
send it to «email:rukhsana1984 at example.co.uk» thanks
My NHS number is «nhs_number:943 476 5919».
NHS No: «nhs_number:4010232137» – two appointments missed.
The patient («nhs_number:987 654 4322») moved wards.
Her record «nhs_number:485-777-3457» was merged by mistake.
My NI number is «national_insurance:JG 12 14 16 A».
national insurance «national_insurance:CE104433B» was typed wrongly
They wrote «national_insurance:AB-12-34-56-C» on the wrong form.
I live in «postcode:B1 1HQ» and there is no bus.
postcode «postcode:LL55 4TY»
We moved from «postcode:kt22 7tw» last spring.
Everyone in «postcode:G2 1DY» knows him.
«postcode:EC2M7PP» has had no heating since May.
I live at «address:17 Gasworks Lane» with my mum.
The letter went to «address:Flat 4b, 212 Dunmore Road» instead.
Home address «address:9 The Paddocks Close, Oswestry» «postcode:SY11 2XA».
she was moved to «address:33 elm tree avenue» in the night
Deliver to «address:3 Heol y Bont, Dolgellau» «postcode:LL40 1AU».
We visited «address:118a Commercial Street» twice.
Found at «address:14-16 Harbour Terrace, Whitby».
«address:Apartment 12, 5 Canal Wharf» has damp.
Date of birth «date_of_birth:04/11/1951».
D.O.B. «date_of_birth:4.11.51»
He was born on «date_of_birth:23 May 1949» in Lagos.
date of birth is the «date_of_birth:3rd of March 1985»
born «date_of_birth:1st Jan 2001», lives alone
dob «date_of_birth:11-11-62» and on the waiting list since
My birthday is «date_of_birth:29 February 1964».
birth date: «date_of_birth:1977-08-30»
They towed my car, «vehicle:LB07 SEO», from my own drive.
A white van, reg «vehicle:FY19XKD», was parked across the ramp.
my registration is «vehicle:k237 bvo»
The taxi («vehicle:YJ63 ZGB») never came.
Number plate «vehicle:ABC 123D»
sort code «bank_account:12-34-56» account number «bank_account:12345678»
My card «card:4929 1234 5678 9015» was charged twice.
Passport number «passport:925665416» expired.
IP address «ip_address:81.2.69.142» was logged.
Location: «coordinates:51.50335, -0.12762»
See «account:https://www.facebook.com/jane.fictional.12»
«name:Mr & Mrs Kowalski» never received the letter.
«name:Mr and Mrs Thistlewood» were turned away twice.
The complaint came from «name:Zainab»'s mum.
«name:Oluwafemi»'s school did not reply.
Surname, first name: «name:Hargreaves, Lucinda»
cc «name:Sunita Rao»; «name:Piotr Zając»
It was written on behalf of «name:Ebenezer Quartey».
Minutes taken by «name:J. Postlethwaite».
Present: «name:A. Khan», «name:T. Oyelaran», «name:M. Begum»
«name:Tom» and «name:Ngaio» run the allotment.
Nobody told «name:Saoirse» that the funding had ended.
We lost «name:Winston» in April and nobody called.
the lad on the desk, «name:jez», was spot on
ask «name:shabnam» or «name:lukasz» they know what to do
big shout out to «name:chantelle» on nights
hi its «name:gemma» from number nine, still waiting
When «name:Ikram» arrived in the UK she was sixteen.
I gave the form to «name:Rajinder» and heard nothing.
Thanks for everything, «name:Mairead» x
Love from «name:Nonhlanhla» and the kids
«name:Sir Ravinder Bhogal» launched the fund.
«name:Fr. Aloysius Mbeki» offered the hall.
«name:Insp. Gurdeep Matharu» said the flag was removed.
«name:Baroness Oyinlola» spoke last.
My consultant is «name:Miss Arulkumaran».
«name:Prof. Dame Ottoline Strachan» chaired it.
Our housing officer «name:Delroy Campbell-Hines» retired.
The form was filled in by my cousin «name:Hristina».
A man called «name:Yusuf» translated.
Patient's name: «name:Emeka Nwachukwu»
Child A («name:Kayden») was moved three times.
I am «name:Siobhan» and I care for my husband.
This is «name:Vytautas», I rang yesterday.
"Nobody joined it up," «name:Parveen» said.
"We were passed around like a parcel" - «name:Lorna», carer
«name:Abimbola Fashola», who runs the food bank, agrees.
«name:Nia Wyn Hughes» translated it into Welsh.
Staff nurse «name:Priscilla» held my hand.
Dr «name:Okonkwo-Reid» discharged me too soon.
thanks to «name:dr. chaudhuri» and his team
«name:mrs ferreira» at the nursery spotted it
i want «name:tyrone» back as my worker
«name:precious ndlovu» did my assessment
Why did «name:Callum McAllister» close my case?
The social worker was «name:Bernadine» and then «name:Kirsty».
Could «name:Anneliese» ring me please?
«name:Darren» in repairs is useless.
«name:MOHAMMED IQBAL» NEVER TURNED UP
To: «name:Gwendolyn Achterberg»
Caller: «name:unity mabuza»
Regards\\n«name:P Ramachandran»\\nTeam leader
«name:Tuan» and «name:Linh» opened the café in 2016.
Give «name:Bronagh» a pay rise!
«name:Ayşe Öztürk» and «name:Łukasz Żak» did not meet until 2015.
phone me on «phone:07700 900 118» or «phone:01632 960 417»
M: «phone:07700900845» T: «phone:0161 496 0822»
tel. «phone:028 9649 6000» ext 4
my no is «phone:7700 900 233»
text «phone:+447700900555»
WhatsApp «phone:+48 600 123 456»
mail «email:jane.fictional@example.nhs.uk»
My e-mail: «email:J_O'Dea@example.ie»
«email:ana.silva(at)example.org»
«email:tom [at] example [dot] gov [dot] uk»
«email:mary dot jones at example dot com»
Patient number «nhs_number:4857773457» attends weekly.
nhs no. «nhs_number:401 023 2137»
NINO «national_insurance:QQ 12 34 56 C» quoted
NI: «national_insurance:PX381208B»
PIP claim, «national_insurance:WM 90 21 43 A», refused
moved from «postcode:CH5 1AB» to «postcode:ch7 6lt»
(«postcode:NW1 6XE»)
«postcode:IP33 1RS», «postcode:E1 6AN» and «postcode:W1A 0AX» only
My flat is «address:Flat 12, Marlowe House, 40 Deptford Broadway».
«address:The Old Rectory, Church Road, Little Snoring, NR21 0HY»
No. «address:7 Silver Street» is damp.
we are at «address:22 acacia avenue» next to the shop
Her home, «address:5 Bryn Teg, Bangor», flooded.
«address:86b Upper Clapton Rd» has mice.
«address:1/2, 14 Albert Drive, Glasgow» has no lift.
DOB «date_of_birth:1 Jan 1970»
Date of Birth: «date_of_birth:07 / 09 / 1966»
(born «date_of_birth:12 Sept 1948»)
born on the «date_of_birth:5th of November 1950»
d.o.b: «date_of_birth:03.03.33»
Her birthday, «date_of_birth:14 Feb», was forgotten.
my date of birth is «date_of_birth:22/7/1990»
Reg no «vehicle:WN12 KLP»
«vehicle:SK65 HTU» was parked on the pavement
a blue Corsa, «vehicle:P482 DGH»
VRM «vehicle:bd51smr»
The best thing was «name:Kasia» who came every Friday.
Without «name:Mr Obafemi» I would have lost the flat.
«name:Rhiannydd» in the job centre knew my case.
I have asked «name:Councillor Tranter» twice.
Our link worker «name:Sophie Thornycroft» changed everything.
My husband «name:Graeme» has dementia and I am tired.
staff at the hub esp «name:tracy» were great
«name:Imelda» from Age Concern rang every week
Huge thanks to «name:Chinonso», «name:Becky» and «name:Olga»!
the police officer was called «name:pc dhaliwal»
«name:Mr. Q. Abernethy» is named in the report.
My caseworker changed from «name:Nigel Bagshaw» to «name:Farzana Siddiqui».
«name:Dr Anand» listened, «name:Dr Brough» did not.
They sent my letter to «name:Mrs O'Shaughnessy» next door.
As «name:Latoya», a young carer, put it: nobody asked.
«name:Stephen Ogunleye», housing lead, welcomed the change.
Interview with «name:Carys Meredith-Lloyd», 12 June
Respondent: «name:Hassan Al-Tikriti»
«name:Jordan» (16) said school was the only safe place.
«name:Sgt. Coyle» set up the morning call.
why is «name:janice» never there
i told «name:mohamed» and he told «name:steve» and nothing
«name:shirley beckwith» lied to me
thank u «name:nurse philomena»
God bless «name:Esperanza» and all on Ward 4
The baby, «name:Teddy-James», was born early.
«name:Fatoumata» speaks three languages and still waited.
«name:Ian McTavish» and «name:Una Gilchrist» co-chair.
Sent by «name:Pauline»
«name:Vikram Chandrasekhar» led the evaluation.
Her ex, «name:Dwayne», found the address.
When I met «name:Ewa» she had no papers.
Speak to «name:Cheryl-Ann» in accounts.
«name:LORRAINE» IS THE ONLY ONE WHO CARES
"He's a star", says «name:Mohan Lal» of his driver.
My late mother «name:Winifred Ogden» died there.
call my daughter on «phone:0790 0123456» she has power of attorney
Office: «phone:01632 960 001»
(m) «phone:07700 900 765»
contact «phone:+44 1632 960 555»
«email:Ana_Maria.Silva@example.gov.uk» is copied
email «email:hello@example.org» or ring
my e mail is «email:jo.bloggs AT example.com»
NHS «nhs_number:9434765919», DOB «date_of_birth:02/02/1942», «postcode:DL5 6XX»
insurance no. «national_insurance:NR 44 55 66 D»
I was born «date_of_birth:30/12/1959» and have worked all my life
Born «date_of_birth:July 4, 1976».
at «postcode:M60 1NW» there is no signal
«address:221b Baker Street» was flooded
we rent «address:Flat 2, 9 Cavendish Place, Brighton»
send to «address:45 Foxglove Way»
«address:12 Trinity Sq, Llandudno» «postcode:LL30 2TS»
his van «vehicle:MT09 NKS» blocks the drop kerb
""".strip().splitlines()

CLEAN = """
The Caldicott principles are older than the Act.
Lord Laming's inquiry is quoted in every training day.
The Francis Report changed how boards read complaints.
Marmot indicators are published once a year.
The Victoria line was closed, so I was late.
Take the B12 to the station and then the M62.
Sandwell and Dudley have agreed one protocol.
The Margate Task Force meets on Mondays.
ISBN 978-0-11-322929-1 is out of print.
Charity number 1098765 is on the letterhead.
Registered charity 207076, company 2346230.
South Western Ambulance Service has its own dashboard.
Guy's and St Thomas' NHS Foundation Trust replied.
The Royal Victoria Infirmary has two entrances.
Mind, Shelter and Age UK were at the table.
Mark your answers clearly and hope someone reads them.
I hope the team will grant more time.
May is the busiest month; June is quiet.
It was a joy to work with such patience and grace.
Bill payments went up by 4.5% in 2019/20.
A 20 minute walk is too far for my legs.
It is a 3 way street between the council, the police and health.
Ward 7 was clean and bright.
The multi-agency safeguarding hub moved in 2014.
Page 12, table 3 and annex C have the figures.
The budget was £1,250,000 over 36 months.
Between 2010 and 2015 demand rose by 30%.
Ring 111 or 999, or 0300 123 1234 for the helpline.
The helpline on 0800 1111 is free.
The service is open 9.00-17.30, Monday to Friday.
Family Nurse Partnership, Sure Start and Early Help were merged.
Appendix SE1 has the map.
Version 10.4.2.1 of the case system lost our notes.
Social workers, police officers and housing officers share one room.
A key worker should ring back within a day.
My son will not go to school.
My mum can not use the app.
My social worker never explained it.
Nurses were lovely and the doctor was patient.
staff were brilliant and so kind
the nurses on the ward were amazing and the food was ok
i have never had a problem with the service
told to ring the chemist but they never answer
Leicestershire County Council and Leicester City Council signed it.
Bath and North East Somerset published a summary.
The Data Protection Act 2018 and the Children Act 1989 allow it.
Section 115 of the Crime and Disorder Act 1998 applies.
Mr and Mrs are not asked for on the form.
Sent from my iPhone
The Duke of York pub is next door.
See gov.uk or www.nhs.uk for details.
Look at nhs.uk for opening times.
Guidance at www.gov.uk is clear.
Reference: 2019/0456, decision of 12/03/2019.
Order 123-456-789 arrived on 01/02/2020.
The 1948 settlement and the 2012 reforms differ.
Grant agreement 675843 ended in March 2021.
School places were short in Tower Hamlets and Hackney.
The Chief Constable, the Director of Public Health and the Leader agreed.
Level 3 to 5 cases stay with the locality team.
The Francis Crick Institute and the Wellcome Trust funded it.
The St George's Day event was cancelled.
Covid and Brexit came at the same time.
The pilot was born of a serious case review in 2011.
Great Ormond Street Hospital took part.
Waiting lists in Stoke-on-Trent and King's Lynn grew.
From April to August the clinic was closed.
English is my second language.
The Laming report and the Munro review both asked for this.
Alder Hey and Great Ormond Street share a protocol.
Barnardo's, Relate and Mencap bid together.
The Bradford District Care trust replied on 3 May 2014.
Troubled Families was renamed Supporting Families.
The Working Together guidance was revised in 2018.
Nottinghamshire Police and Fire share a control room.
The MASH has twelve desks and one printer.
In Melton Mowbray the team sits in the old library.
The Kings Fund, Nesta and Demos published on it.
Newham, Lambeth and Southwark took part; Camden did not.
We used Microsoft Teams, Excel and SharePoint.
Liquidlogic and Mosaic do not talk to each other.
The Care Act 2014 and GDPR were both misread.
Annex B, paragraph 14, line 3.
Paid on 14/03/2019, ref 44-20-19.
It costs £40 per visit, £1,200 per year.
Bus 38 stops at the Angel.
My nan lives in a home and they are great.
the staff are so caring and the doctor listened
hope this helps
will you please fix the lift
mark my words it will close
grace period of 14 days
chase them up every single time
i rang 101 and waited 45 minutes
section 17 meetings and section 47 enquiries
we had 3 different drives in 2 years
the gp surgery on the high street closed
nhs 111 told me to go to a&e
The Chief Executive, the Mayor and the Leader spoke.
Christmas and Easter are the worst times.
Jobcentre Plus and Citizens Advice share a building.
Public Health England became UKHSA.
Queen Elizabeth Hospital has a new wing.
The Prince of Wales ward is on level 2.
The Johnson Centre, the Thatcher years and the Blair government were mentioned.
The Data Trust and the Open Data Institute.
ONS, DWP, HMRC and DfE hold the data.
Between 2 and 4 pm the road is shut.
The Thames Valley partnership has a data officer.
Our Mutual Friends group meets weekly.
Greater Manchester Combined Authority led on it.
The Rowntree report on poverty is cited.
Hampshire and Isle of Wight Constabulary
It took 18 months and £300,000.
The Beveridge settlement is history.
Carers UK and Macmillan nurses helped.
The Lincoln office closed on 1 April 2013.
Best practice is shared on Knowledge Hub.
please sort the parking out
car park costs too much, 3.50 an hour
summer was hard and winter worse
The Troubled Families Programme, phase 2, 2015-2020.
the new computer system is rubbish
I was told to wait and wait
Stafford and Cannock Chase were compared.
NICE guideline NG206 applies.
The Angel of the North is near the depot.
Table A1. Respondents by age, 16-24 to 75+
""".strip().splitlines()
