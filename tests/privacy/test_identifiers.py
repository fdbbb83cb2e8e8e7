"""Each British identifier is found by its form, its checksum or the words beside it, and its near-misses are not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.privacy import identifiers
from evidence.privacy.addresses import with_locality
from evidence.privacy.identifiers import RULES, find, may_find, passes_mod_11
from tests.privacy.sentences import CLEAN, MARKED, marked


def found(text: str) -> list[tuple[str, str]]:
    return [(kind, text[start:end]) for start, end, kind, _ in find(text)]


def kinds(text: str) -> set[str]:
    return {kind for kind, _ in found(text)}


PIECES = [word for sentence in MARKED for word in marked(sentence).text.split()]


@given(st.lists(st.sampled_from([*PIECES, "PO Box", "flat", "sort code", "GIR 0AA", "dob", "1", "..", "\n"]), max_size=20))
def test_what_a_rule_is_told_beforehand_never_hides_what_it_would_find(words):
    text = " ".join(words)
    tried = tuple(replace(rule, digits=0, signs=(), needs=None) for rule in RULES)
    assert list(find(text)) == (all_rules(tried, text) if may_find(text) else [])


def test_what_a_rule_is_told_beforehand_hides_nothing_in_sentences_that_hold_it():
    tried = tuple(replace(rule, digits=0, signs=(), needs=None) for rule in RULES)
    for sentence in [*(marked(sentence).text for sentence in MARKED), *CLEAN]:
        for text in (sentence, sentence.lower(), sentence.upper()):
            assert list(find(text)) == (all_rules(tried, text) if may_find(text) else [])


def all_rules(rules, text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identifiers, "RULES", rules)
        return list(find(text))


def test_the_nhs_checksum_weighs_nine_digits_from_ten_to_two():
    # 9*10 + 4*9 + 3*8 + 4*7 + 7*6 + 6*5 + 5*4 + 9*3 + 1*2 = 299 = 27 * 11 + 2; 11 - 2 = 9
    assert passes_mod_11("9434765919")
    assert not passes_mod_11("9434765910")
    # 4*10 + 2*2 = 44 = 4 * 11: a sum that leaves nothing has the check digit 0
    assert passes_mod_11("4000000020")


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_at_most_one_check_digit_fits_nine_digits(digits):
    assert sum(passes_mod_11(digits + check) for check in "0123456789") <= 1


@given(st.integers(400_000_000, 499_999_999), st.integers(0, 9), st.sampled_from(["", " ", "-"]))
def test_one_wrong_digit_makes_no_nhs_number(nine, place, gap):
    digits = str(nine)
    check = [c for c in "0123456789" if passes_mod_11(digits + c)]
    if not check:
        return
    right = digits + check[0]
    wrong = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]

    def written(number: str) -> str:
        return f"The letter quotes {number[:3]}{gap}{number[3:6]}{gap}{number[6:]} twice."

    assert "nhs_number" in kinds(written(right))
    assert "nhs_number" not in kinds(written(wrong))


def test_a_number_called_an_nhs_number_is_one_even_with_a_slip_in_it():
    assert found("NHS number: 943 476 5918") == [("nhs_number", "943 476 5918")]


@pytest.mark.parametrize(
    "number",
    [
        "07700 900123",
        "07700900123",
        "0770 090 0123",
        "07700-900-123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "00447700900123",
        "44 7700 900123",
        "(01632) 960123",
        "01632 960 123",
        "020 7946 0123",
        "+353 20 915 4321",
    ],
)
def test_a_phone_number_is_found_however_it_is_written(number):
    assert ("phone", number) in found(f"Ring {number} today.")


@pytest.mark.parametrize(
    "text",
    [
        "Ring 0300 123 1234 for the council.",
        "ChildLine is on 0800 1111.",
        "UPRN 100023336956",
        "ISBN 978-0-11-322929-1",
        "from 01/02/2003 04 to 05/06/2007",
        "0.7700900123 per cent",
        "invoice 077009001234567",
    ],
)
def test_helplines_and_other_numbers_are_no_phone_numbers(text):
    assert "phone" not in kinds(text)


@pytest.mark.parametrize("prefix", ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ", "DA", "FA", "QA", "UA", "VA", "AO"])
def test_prefixes_that_are_never_given_make_no_national_insurance_number(prefix):
    assert not found(f"batch {prefix}123456C")
    assert kinds(f"my national insurance number is {prefix}123456C") == {"national_insurance"}


@pytest.mark.parametrize("suffix", ["A", "B", "C", "D"])
def test_a_national_insurance_number_ends_with_a_to_d(suffix):
    assert found(f"ref JG 12 14 16 {suffix}") == [("national_insurance", f"JG 12 14 16 {suffix}")]
    assert not found("ref JG 12 14 16 E")


@pytest.mark.parametrize("postcode", ["M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 0AX", "EC1A 1BB", "ec1a1bb", "BT1-1AA"])
def test_each_form_of_postcode_is_found(postcode):
    assert found(f"near {postcode}.") == [("postcode", postcode)]


@pytest.mark.parametrize("text", ["QX1 1AA", "M1 1CI", "B12", "SW1A", "AB123 4CD", "form E1 4th edition", "XM1 1AEZ"])
def test_what_is_no_postcode_is_not_found(text):
    assert "postcode" not in kinds(text)


def test_an_email_is_found_though_it_is_spelt_out():
    assert found("ana.silva (at) example [dot] org") == [("email", "ana.silva (at) example [dot] org")]
    assert found("i am on asilva at example.org") == [("email", "asilva at example.org")]


@pytest.mark.parametrize(
    "text", ["look at nhs.uk", "guidance at www.gov.uk", "met at 4.30 in the hall", "in Leeds at example.org"]
)
def test_at_before_a_web_address_makes_no_email(text):
    assert not found(text)


@pytest.mark.parametrize(
    "text", ["born on 3 May 1990", "DOB 03/05/90", "date of birth: 1990-05-03", "d.o.b. 3rd of May, 1990", "his birthday, May 3,"]
)
def test_a_date_beside_a_birth_is_a_date_of_birth(text):
    assert kinds(text) == {"date_of_birth"}


@pytest.mark.parametrize("text", ["The pilot began on 3 May 1990.", "He was born here. The pilot began on 3 May 1990."])
def test_a_date_alone_is_no_date_of_birth(text):
    assert not found(text)


def test_a_vehicle_mark_of_today_needs_no_cue_and_older_ones_do():
    assert found("LB07 SEO stood there") == [("vehicle", "LB07 SEO")]
    assert not found("form K237 BVO")
    assert found("my car K237 BVO") == [("vehicle", "K237 BVO")]
    assert found("my taxi was ABC 123D") == [("vehicle", "ABC 123D")]
    assert found("the van, AIZ 4412") == [("vehicle", "AIZ 4412")]
    assert not found("my car was sold in 2003")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("at 17 Gasworks Lane today", "17 Gasworks Lane"),
        ("at Flat 3, 12 Mill Road, King's Lynn", "Flat 3, 12 Mill Road, King's Lynn"),
        ("at 4 Elm Rd, Newcastle upon Tyne and", "4 Elm Rd, Newcastle upon Tyne"),
        ("lives at 9 oak tree drive now", "9 oak tree drive"),
        ("to 3 Ffordd y Parc, Bangor", "3 Ffordd y Parc, Bangor"),
        ("at 75 Queensway with", "75 Queensway"),
        ("PO Box 41", "PO Box 41"),
    ],
)
def test_an_address_is_found_with_its_town(text, address):
    assert ("address", address) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "a 20 minute walk",
        "2 new parks",
        "the 3 way street",
        "10 years close to home",
        "In 2017 Lane was",
        "3 good places",
        "24 hour drive",
    ],
)
def test_a_number_before_a_common_word_is_no_address(text):
    assert "address" not in kinds(text)


def test_an_ordinary_word_after_an_address_is_no_town():
    text = "at 4 Elm Rd, where it is damp"
    assert with_locality(text, 11) == 11


def test_a_card_number_must_pass_its_checksum():
    # 4929 1234 5678 9015: from the right 5+1+9+7+5+3+9+... with every second doubled gives a multiple of 10
    assert found("card 4929 1234 5678 9015") == [("card", "4929 1234 5678 9015")]
    assert not found("card 4929 1234 5678 9016")


def test_numbers_of_accounts_and_documents_need_the_words_beside_them():
    assert kinds("sort code 12-34-56, account number 12345678") == {"bank_account"}
    assert kinds("passport no. 925665416") == {"passport"}
    assert kinds("IP address 81.2.69.142") == {"ip_address"}
    assert not found("12-34-56 and 12345678 and 925665416 and version 81.2.69.142")
    assert kinds("GB29 NWBK 6016 1331 9268 19") == {"bank_account"}
    assert kinds("licence MORGA 657054 SM9IJ") == {"driving_licence"}
    assert kinds("at 51.50335, -0.12762") == {"coordinates"}
    assert ("password", "ana:secret") in found("https://ana:secret@example.org/x")
    assert kinds("https://www.linkedin.com/in/ana-fictional") == {"account"}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("ring 0161-496-0345 x201 now", "phone", "0161-496-0345 x201"),
        ("Tel: 01632 960 555 ext. 7", "phone", "01632 960 555 ext. 7"),
        ("Landline: 0113 496 0123/4", "phone", "0113 496 0123/4"),
        ("it is 07700/900321", "phone", "07700/900321"),
        ("read back by nhs staff as 943 4765 919", "nhs_number", "943 4765 919"),
        ("nat ins no AB/12/34/56/C", "national_insurance", "AB/12/34/56/C"),
        ("NI: AB 123 456 C", "national_insurance", "AB 123 456 C"),
        ("plate AB 12 CDE", "vehicle", "AB 12 CDE"),
        ("reg number ABC 123", "vehicle", "ABC 123"),
        ("born on the fourteenth of March 1971", "date_of_birth", "the fourteenth of March 1971"),
        ("born the second of june nineteen seventy one", "date_of_birth", "the second of june nineteen seventy one"),
        ("born on Tuesday 14 March 1971", "date_of_birth", "Tuesday 14 March 1971"),
        ("she was born in March 1971", "date_of_birth", "March 1971"),
        ("sent to GIR 0AA", "postcode", "GIR 0AA"),
        ("at Flat 12 Kestrel House, Meadow Lane", "address", "Flat 12 Kestrel House, Meadow Lane"),
        ("at Ground Floor Flat, 14 Harcourt Street", "address", "Ground Floor Flat, 14 Harcourt Street"),
        ("me at kim [dot] lee [at] example [dot] org", "email", "kim [dot] lee [at] example [dot] org"),
    ],
)
def test_an_identifier_is_found_whole_in_the_spellings_that_people_give_it(text, kind, value):
    assert (kind, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Case 943 4765 919 was closed.",
        "The hub was born in March 2016.",
        "Regulation 12 and plate 4 apply.",
        "From 01/02/2016 to 03/04/2017",
        "The second of March was cold.",
        "Flat 12 per cent fees apply to the house",
    ],
)
def test_what_only_looks_like_such_a_spelling_is_none(text):
    assert found(text) == []
