"""Known answers of R package QCA 3.25.1, on Lipset's and other published data."""

from __future__ import annotations

import pandas as pd
import pytest

from evidence.configurations.calibration import calibrate
from evidence.configurations.fit import necessity
from evidence.configurations.minimisation import minimal_models, others, prime_implicants
from evidence.configurations.solutions import models_table, necessity_table, solutions, terms_table
from evidence.configurations.terms import written_model
from evidence.configurations.truth_table import Cuts, Sets, truth_table
from tests.configurations.lipset import RAW, crisp, fuzzy, multi_value

CRISP = Cuts()
EXPECTED = {"DEV": 1, "URB": 1, "LIT": 1, "IND": 1, "STB": 1}


def solved(sets: Sets, cuts: Cuts = CRISP, expected=None):
    """For each kind: the models written, with the fit of the first."""
    table = truth_table(sets, cuts)
    found = models_table(sets, solutions(table, sets.levels, expected))
    return {
        kind: (sorted(rows["solution"]), rows[["consistency", "pri", "coverage"]].round(3).iloc[0].tolist())
        for kind, rows in found.groupby("kind")
    }


def terms(sets: Sets, kind: str, cuts: Cuts = CRISP):
    table = terms_table(sets, solutions(truth_table(sets, cuts), sets.levels))
    table = table[(table["kind"] == kind) & (table["model"] == "M1")]
    numbers = table[["consistency", "pri", "coverage", "unique_coverage"]].round(3)
    return dict(zip(table["term"], numbers.to_numpy().tolist(), strict=True))


def rows(sets: Sets, cuts: Cuts):
    table = truth_table(sets, cuts)
    return {"".join(map(str, row)): at for at, row in enumerate(table[list(sets.levels)].to_numpy())}, table


def test_direct_calibration_of_development():
    memberships = calibrate(RAW["DEV"], exclusion=400, crossover=550, inclusion=900).round(4)
    words = """AU .8069 BE .9901 CZ .5751 EE .1666 FI .5833 FR .9745 DE .8871 GR .0415 HU .0777
              IE .7195 IT .3435 NL .9792 PL .0193 PT .0108 RO .0134 ES .0268 SE .9488 UK .9838"""
    told = words.split()
    assert memberships.to_dict() == {case: float(value) for case, value in zip(told[::2], told[1::2], strict=True)}


def test_calibration_falls_where_inclusion_lies_below_exclusion():
    up = calibrate(RAW["DEV"], exclusion=400, crossover=550, inclusion=900)
    down = calibrate(-RAW["DEV"], exclusion=-400, crossover=-550, inclusion=-900)
    assert up.to_numpy() == pytest.approx(down.to_numpy())


def test_truth_table_of_the_crisp_sets():
    at, table = rows(crisp(), Cuts())
    shown = {name: (table.loc[n, "outcome"], table.loc[n, "cases"] + table.loc[n, "cases_without"]) for name, n in at.items()}
    assert shown == {
        "11111": ("1", ["BE", "CZ", "NL", "UK"]),
        "10101": ("1", ["FI", "IE"]),
        "10111": ("1", ["FR", "SE"]),
        "00000": ("0", ["GR", "PT", "ES"]),
        "00001": ("0", ["IT", "RO"]),
        "00100": ("0", ["HU", "PL"]),
        "00101": ("0", ["EE"]),
        "10110": ("0", ["AU"]),
        "11110": ("0", ["DE"]),
    }
    assert list(table["configuration"][:2]) == ["DEV*URB*LIT*IND*STB", "DEV*~URB*LIT*IND*STB"]


def test_solutions_of_the_crisp_sets():
    found = solved(crisp())
    assert found["conservative"] == (["DEV*~URB*LIT*STB + DEV*LIT*IND*STB"], [1, 1, 1])
    assert found["parsimonious"] == (["DEV*STB"], [1, 1, 1])
    assert terms(crisp(), "conservative") == {"DEV*LIT*IND*STB": [1, 1, 0.75, 0.5], "DEV*~URB*LIT*STB": [1, 1, 0.5, 0.25]}


def test_solutions_of_the_absence_of_the_outcome():
    found = solved(crisp().negated())
    assert found["conservative"][0] == ["DEV*LIT*IND*~STB + ~DEV*~URB*~IND"]
    assert found["parsimonious"][0] == ["~DEV + ~STB"]
    assert terms(crisp().negated(), "conservative") == {
        "DEV*LIT*IND*~STB": [1, 1, 0.2, 0.2],
        "~DEV*~URB*~IND": [1, 1, 0.8, 0.8],
    }
    assert terms(crisp().negated(), "parsimonious") == {"~DEV": [1, 1, 0.8, 0.3], "~STB": [1, 1, 0.7, 0.2]}


def test_contradictory_rows_without_the_stability_of_government():
    at, table = rows(crisp(["DEV", "URB", "LIT", "IND"]), Cuts())
    three, five = table.loc[at["1011"]], table.loc[at["1111"]]
    assert (three["n"], round(three["consistency"], 3), three["cases_without"]) == (3, 0.667, ["AU"])
    assert (five["n"], round(five["consistency"], 3), five["cases_without"]) == (5, 0.8, ["DE"])
    assert table.loc[table["contradictory"], "configuration"].tolist() == ["DEV*URB*LIT*IND", "DEV*~URB*LIT*IND"]
    assert (three["outcome"], five["outcome"]) == ("0", "0")
    assert table.loc[table["outcome"] == "1", "cases"].tolist() == [["FI", "IE"]]


def test_solutions_of_the_multi_value_sets():
    found = solved(multi_value())
    assert found["conservative"] == (["DEV{2}*LIT{1}*IND{1} + DEV{1}*URB{0}*LIT{1}*IND{0}"], [1, 1, 0.875])
    assert found["parsimonious"] == (["DEV{2} + DEV{1}*IND{0}"], [1, 1, 0.875])
    assert terms(multi_value(), "conservative") == {
        "DEV{2}*LIT{1}*IND{1}": [1, 1, 0.625, 0.625],
        "DEV{1}*URB{0}*LIT{1}*IND{0}": [1, 1, 0.25, 0.25],
    }


def test_truth_table_of_the_fuzzy_sets():
    at, table = rows(fuzzy(), Cuts(consistency=0.8))
    fit = {name: (round(table.loc[n, "consistency"], 3), round(table.loc[n, "pri"], 3)) for name, n in at.items()}
    assert fit == {
        "11111": (0.904, 0.886),
        "10101": (0.804, 0.719),
        "10111": (0.709, 0.634),
        "00101": (0.529, 0.228),
        "00100": (0.521, 0.113),
        "11110": (0.445, 0.050),
        "10110": (0.378, 0.040),
        "00001": (0.278, 0),
        "00000": (0.216, 0),
    }
    assert table["outcome"].tolist() == ["1"] * 2 + ["0"] * 7


def test_solutions_of_the_fuzzy_sets_at_a_consistency_of_80():
    found = solved(fuzzy(), Cuts(consistency=0.8), EXPECTED)
    assert found["conservative"] == (["DEV*URB*LIT*IND*STB + DEV*~URB*LIT*~IND*STB"], [0.870, 0.843, 0.658])
    assert found["parsimonious"] == (["DEV*~IND + URB*STB"], [0.850, 0.819, 0.714])
    assert found["intermediate"] == (["DEV*URB*LIT*STB + DEV*LIT*~IND*STB"], [0.866, 0.839, 0.660])
    assert terms(fuzzy(), "conservative", Cuts(consistency=0.8)) == {
        "DEV*URB*LIT*IND*STB": [0.904, 0.886, 0.454, 0.393],
        "DEV*~URB*LIT*~IND*STB": [0.804, 0.719, 0.265, 0.204],
    }


def test_solutions_of_the_fuzzy_sets_at_a_consistency_of_70():
    found = solved(fuzzy(), Cuts(consistency=0.7), EXPECTED)
    assert found["conservative"] == (["DEV*~URB*LIT*STB + DEV*LIT*IND*STB"], [0.871, 0.851, 0.818])
    assert found["parsimonious"] == (["DEV*STB"], [0.869, 0.848, 0.824])
    assert found["intermediate"] == (["DEV*LIT*STB"], [0.869, 0.848, 0.824])


def test_necessity_of_the_fuzzy_sets():
    table = necessity_table(fuzzy()).set_index("condition").round(3)
    numbers = {name: table.loc[name, ["consistency", "ron", "coverage"]].tolist() for name in EXPECTED}
    assert numbers == {
        "DEV": [0.831, 0.811, 0.775],
        "URB": [0.539, 0.899, 0.771],
        "LIT": [0.991, 0.509, 0.643],
        "IND": [0.669, 0.786, 0.684],
        "STB": [0.920, 0.680, 0.707],
    }
    both = necessity(fuzzy().x((-1, -1, 1, -1, 1)), fuzzy().y())
    assert [round(value, 3) for value in both] == [0.915, 0.800, 0.793]


def tied(positive: str, off: list | None, levels: dict[str, int]):
    on = [tuple(int(value) for value in row) for row in positive.split()]
    primes = prime_implicants(on, others(on, levels) if off is None else off)
    found = minimal_models(on, primes)
    assert found.complete
    return {frozenset(written_model(model, levels).split(" + ")) for model in found.models}


def test_both_models_of_quines_example_are_reported():
    found = tied("011 010 101 100 001 110", None, dict.fromkeys("PQR", 2))
    assert found == {frozenset({"~P*Q", "P*~R", "~Q*R"}), frozenset({"~P*R", "P*~Q", "Q*~R"})}


ROKKAN = {"1000": 1, "1110": 1, "0011": 1, "0001": 1, "0000": 1, "1011": 0, "1001": 0, "1101": 0, "0111": 0, "0100": 0, "0101": 0}
"""Church, Roman Catholics, landed interest, early state: whether the working class split (Rokkan 1970; Ragin 1987)."""


def test_rokkans_parties_conservative_and_parsimonious():
    levels = dict.fromkeys("CRLE", 2)
    on = " ".join(row for row, split in ROKKAN.items() if split)
    off = [tuple(int(value) for value in row) for row, split in ROKKAN.items() if not split]
    assert tied(on, None, levels) == {frozenset({"~C*~R*E", "~R*~L*~E", "C*R*L*~E"})}
    assert tied(on, off, levels) == {frozenset({"~C*~R", "C*~E"})}
    countries = ["1000"] * 3 + ["1110", "0011", "0001", "0000"]  # Norway, Finland, Iceland; Germany; Spain, France, Italy
    without = [row for row, split in ROKKAN.items() if not split]
    cases = pd.DataFrame([[int(value) for value in row] for row in [*countries, *without]], columns=list("CRLE"), dtype=float)
    sets = Sets(cases, pd.Series([1.0] * 7 + [0.0] * len(without)), levels)
    assert terms(sets, "parsimonious") == {"C*~E": [1, 1, 0.571, 0.571], "~C*~R": [1, 1, 0.429, 0.429]}


def test_all_four_tied_models_of_ethnic_protest():
    # Rows and prime implicants are those of the chart that R package QCA prints for the data of Cebotari and Vink (2013);
    # whatever no prime implicant there holds is off. Row 1 is 00000 and row 32 is 11111.
    levels = dict.fromkeys(["DEMOC", "ETHFRACT", "GEOCON", "POLDIS", "NATPRIDE"], 2)
    on = [format(number - 1, "05b") for number in (5, 15, 16, 24, 27, 29, 30, 31, 32)]
    chart = [(-1, -1, -1, -1, 0), (0, 1, -1, 1, -1), (1, 1, 1, -1, -1), (1, 1, -1, 0, -1), (1, -1, 1, 1, -1), (-1, 1, 1, 1, -1)]
    off = [row for row in others([], levels) if not any(all(t in (-1, v) for t, v in zip(p, row, strict=True)) for p in chart)]
    assert set(prime_implicants([tuple(map(int, row)) for row in on], off)) == set(chart)
    always = {"~NATPRIDE", "DEMOC*GEOCON*POLDIS"}
    assert tied(" ".join(on), off, levels) == {
        frozenset({*always, "~DEMOC*ETHFRACT*POLDIS", "DEMOC*ETHFRACT*GEOCON"}),
        frozenset({*always, "~DEMOC*ETHFRACT*POLDIS", "DEMOC*ETHFRACT*~POLDIS"}),
        frozenset({*always, "DEMOC*ETHFRACT*GEOCON", "ETHFRACT*GEOCON*POLDIS"}),
        frozenset({*always, "DEMOC*ETHFRACT*~POLDIS", "ETHFRACT*GEOCON*POLDIS"}),
    }
