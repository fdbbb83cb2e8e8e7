"""No count of fewer people than the threshold is shown, or can be worked out from what is shown."""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from evidence.disclosure import (
    ANSWERED,
    NO_ANSWER,
    REST,
    TOTAL,
    Policy,
    attack,
    audit,
    choosing,
    count_people,
    join_smallest,
    joined,
    protect,
    protecting,
    rounded,
    shown_cells,
    together,
    unsafe,
)
from evidence.disclosure.attack import SolverError
from evidence.disclosure.tables import read, system
from tests.disclosure.drawn import crossed, listed, random_grid, ranges, withheld

AREAS, SAYS = ["North", "Midlands", "South", "Islands"], ["Very satisfied", "Satisfied", "Neither", "Dissatisfied"]
WORKED = [[41, 63, 22, 14], [38, 55, 19, 4], [52, 71, 30, 17], [12, 21, 11, 13]]


def reader(table):
    """What anyone can work out of one published two-way table with totals: an attacker that knows none of the program."""
    areas = [a for a in dict.fromkeys(table["area"]) if a != TOTAL]
    says = [s for s in dict.fromkeys(table["say"]) if s != TOTAL]
    shown = {(a, s): n for a, s, n in table[["area", "say", "count"]].itertuples(index=False)}
    names = [(a, s) for a in [*areas, TOTAL] for s in [*says, TOTAL]]
    place = {name: n for n, name in enumerate(names)}
    sums = []
    for a in [*areas, TOTAL]:
        sums.append(([(a, s) for s in says], (a, TOTAL)))
    for s in [*says, TOTAL]:
        sums.append(([(a, s) for a in areas], (TOTAL, s)))
    matrix = np.zeros((len(sums), len(names)))
    for row, (parts, total) in enumerate(sums):
        matrix[row, [place[p] for p in parts]] = 1
        matrix[row, place[total]] = -1
    bounds = [(0, None) if pd.isna(shown[name]) else (shown[name], shown[name]) for name in names]
    found = {}
    for name in names:
        if pd.isna(shown[name]):
            ends = []
            for sign in (1, -1):
                cost = np.zeros(len(names))
                cost[place[name]] = sign
                solved = linprog(cost, A_eq=matrix, b_eq=np.zeros(len(sums)), bounds=bounds)
                ends.append(np.inf if solved.status == 3 else solved.x[place[name]])
            found[name] = tuple(ends)
    return found


def test_the_worked_example_withholds_the_cheapest_rectangle():
    # Published known answer of the specification, the same cells as tau-Argus' optimal method chooses.
    found = protect({"t": crossed(WORKED, AREAS, SAYS)}, Policy(10))
    assert withheld(found) == {
        ("Midlands", "Neither"),
        ("Midlands", "Dissatisfied"),
        ("Islands", "Neither"),
        ("Islands", "Dissatisfied"),
    }
    assert ranges(found) == {
        "area: Midlands; say: Dissatisfied": (0, 17),
        "area: Midlands; say: Neither": (6, 23),
        "area: Islands; say: Neither": (7, 24),
        "area: Islands; say: Dissatisfied": (0, 17),
    }


def test_the_only_optimum_of_a_small_table_is_found():
    # Known answer: of all choices of two more cells, only (0, 0) and (2, 1) protect both small counts.
    found = protect({"t": crossed([[20, 3, 17], [12, 14, 9], [2, 25, 31], [16, 8, 22]])}, Policy(5))
    assert withheld(found) == {("row 0", "column 0"), ("row 0", "column 1"), ("row 2", "column 0"), ("row 2", "column 1")}
    assert ranges(found)["area: row 0; say: column 1"] == (1, 23)
    assert ranges(found)["area: row 2; say: column 0"] == (0, 22)


def test_two_small_counts_in_one_row_do_not_protect_each_other():
    # Trap 1: hiding 3 and 4 in one row with their own partners would publish that the two are 7. Wales is ours; n = 527.
    grid = [[41, 63, 22, 14], [38, 55, 3, 4], [52, 71, 30, 17], [12, 21, 11, 2], [30, 17, 10, 14]]
    found = protect({"t": crossed(grid, [*AREAS, "Wales"], SAYS)}, Policy(10))
    assert withheld(found) == {
        *(("Midlands", say) for say in ("Very satisfied", "Neither", "Dissatisfied")),
        *(("Islands", say) for say in ("Very satisfied", "Neither", "Dissatisfied")),
        *(("Wales", say) for say in ("Neither", "Dissatisfied")),
    }
    for cell in ("Midlands; say: Neither", "Midlands; say: Dissatisfied", "Islands; say: Dissatisfied"):
        assert ranges(found)[f"area: {cell}"] == (0, 20)


def test_two_small_counts_are_not_left_to_their_columns():
    # Trap 2: the row hides both, and each column gives its own away.
    found = protect({"t": crossed([[100, 3, 2], [20, 30, 40], [25, 35, 45]])}, Policy(10))
    hidden = withheld(found)
    for column in ("column 1", "column 2"):
        assert sum(cell[1] == column for cell in hidden) > 1
    assert all(high - low >= 10 <= high for low, high in reader(found.tables["t"]).values())


def test_rounding_comes_after_withholding_and_never_in_its_place():
    # Trap 3: 4 rounded to 5 says 3 to 7.
    found = protect({"t": crossed(WORKED, AREAS, SAYS)}, Policy(10, rounding=5))
    table = found.tables["t"].set_index(["area", "say"])["count"]
    assert pd.isna(table["Midlands", "Dissatisfied"])
    assert table["North", "Satisfied"] == 65


def test_the_published_example_of_redacting_and_rounding_comes_out():
    # OpenSAFELY documentation, "Statistical disclosure control": counts of 7 or fewer are redacted, the others rounded to 5.
    for counts, shown, total in (([3, 8, 16, 23], [None, 10, 15, 25], 50), ([18, 23, 31, 44], [20, 25, 30, 45], 120)):
        table = pd.Series(counts, dtype="Int64")
        safe = rounded(table.mask(unsafe(table, Policy(8))), 5)
        assert [None if pd.isna(n) else n for n in safe] == shown
        assert safe.sum() == total


@pytest.mark.parametrize("seed", range(200))
def test_no_small_count_of_a_random_table_can_be_worked_out(seed):
    grid = random_grid(seed)
    found = protect({"t": crossed(grid)}, Policy(10))
    shown = found.tables["t"]
    assert not unsafe(shown["count"].dropna(), Policy(10)).any()
    true = crossed(grid)["count"]
    small = {cell for cell, n in zip(shown[["area", "say"]].itertuples(index=False, name=None), true, strict=True) if 0 < n < 10}
    for cell, (low, high) in (reader(shown) if seed < 25 else {}).items():
        if cell in small:
            assert high >= 10 - 1e-6, (seed, cell)
            assert high - low >= 10 - 1e-6, (seed, cell)
    cells = shown_cells("s", "hash", found.tables, Policy(10), [])
    assert audit(cells) == []


@pytest.mark.parametrize("seed", range(8))
def test_no_cheaper_choice_protects_than_the_one_found(seed):
    # All choices of a table of 3 x 3 are tried in order of their cost, by the attacker above.
    draw = np.random.default_rng(seed)
    grid = draw.integers(11, 40, size=(3, 3))
    grid[tuple(draw.integers(0, 3, 2))] = draw.integers(1, 10)
    table = crossed(grid)
    found = withheld(protect({"t": table}, Policy(10)))
    inner = table[(table["area"] != TOTAL) & (table["say"] != TOTAL)]
    cost = {(a, s): n for a, s, n in inner[["area", "say", "count"]].itertuples(index=False)}
    small = {cell for cell, n in cost.items() if n < 10}
    price = sum(cost[cell] for cell in found)
    others = [cell for cell in cost if cell not in small]
    choices = (small | set(more) for size in range(len(others) + 1) for more in combinations(others, size))
    for choice in choices:
        if sum(cost[cell] for cell in choice) < price:
            tried = table.astype({"count": "Int64"})
            tried.loc[[tuple(row) in choice for row in table[["area", "say"]].itertuples(index=False)], "count"] = pd.NA
            safe = [high - low >= 10 <= high or low >= 10 for cell, (low, high) in reader(tried).items()]
            assert not all(safe), f"{choice} costs less than {price}"


def test_a_count_of_nobody_may_be_shown_or_not():
    table = listed({"Yes": 40, "No": 30, "Perhaps": 20, "Never": 0})
    assert withheld(protect({"t": table}, Policy(10))) == set()
    assert ("Never",) in withheld(protect({"t": table}, Policy(10, zeros=False)))


def test_that_everyone_in_a_group_said_one_thing_is_withheld():
    grid = [[30, 0, 0], [20, 25, 30], [15, 35, 40], [22, 27, 21]]
    assert ("row 0", "column 0") in withheld(protect({"t": crossed(grid)}, Policy(10)))
    assert withheld(protect({"t": crossed(grid)}, Policy(10, group_disclosure=False))) == set()


def test_a_total_withheld_in_one_table_is_not_given_away_by_another():
    single = listed({"column 0": 4, "column 1": 60, "column 2": 70})
    pair = crossed([[2, 30, 40], [2, 30, 30]])
    found = protect({"single": single, "t": pair}, Policy(10))
    same = {tuple(row[1:]): row[0] for row in found.tables["t"][["count", "area", "say"]].itertuples(index=False)}
    for say, count in found.tables["single"][["say", "count"]].itertuples(index=False):
        assert pd.isna(same[TOTAL, say]) == pd.isna(count)


def test_how_many_left_a_question_blank_is_shown_and_what_they_said_is_not_given_away():
    people = pd.DataFrame(
        {"area": ["N"] * 50 + ["S"] * 50 + [NO_ANSWER] * 3, "say": (["Yes"] * 25 + ["No"] * 25) * 2 + ["Yes"] * 3}
    )
    cats = {"say": ["Yes", "No", NO_ANSWER], "area": ["N", "S", NO_ANSWER]}
    tables = {
        "area": count_people(people, [["area"]], cats),
        "say": count_people(people, [["say"]], cats),
        "both": count_people(people, [["say"]], cats, by="area"),
    }
    found = protect(tables, Policy(10), groups=["area"])
    blank = found.tables["area"].set_index("area")["count"]
    assert blank[NO_ANSWER] == 3
    # 53 said yes and 25 + 25 of the areas did: unless some of these are withheld, all 3 who named no area said yes.
    assert found.tables["both"].loc[found.tables["both"]["published"], "count"].isna().any()
    assert audit(shown_cells("s", "hash", found.tables, Policy(10), ["area"])) == []


def test_who_did_not_tick_an_option_is_protected_as_who_did():
    people = pd.DataFrame({"asked": [ANSWERED] * 60, "hub": ["yes"] * 57 + [REST] * 3})
    table = count_people(people, [["asked", "hub"]], {"asked": [ANSWERED, NO_ANSWER], "hub": ["yes", REST]})
    found = protect({"t": table}, Policy(10)).tables["t"]
    assert found.loc[found["hub"] == "yes", "count"].isna().all()


@pytest.mark.parametrize("fault", [SolverError("time is up"), protecting.NoChoiceError("none")])
def test_a_solver_that_fails_withholds_the_whole_table(monkeypatch, fault):
    def fails(*_):
        raise fault

    monkeypatch.setattr(protecting, "choose", fails)
    found = protect({"t": crossed(WORKED, AREAS, SAYS)}, Policy(10))
    assert found.tables["t"]["count"].isna().all()
    assert found.record["why"].str.contains("the whole table is withheld|fewer than 10").all()


def test_counts_that_no_choice_protects_are_all_withheld_and_it_is_said_why():
    before = listed({"Yes": 40, "No": 3}).astype({"count": "Int64"})
    before.loc[before["say"] == "No", "count"] = pd.NA  # of 43 people 40 were told to say yes: all know that 3 do not
    found = protect({"t": listed({"Yes": 40, "No": 3})}, Policy(10), earlier={"before": before})
    assert found.failed
    assert found.tables["t"]["count"].isna().all()
    assert found.record["why"].str.startswith("everything is withheld").all()


def test_a_solver_that_fails_at_the_end_withholds_everything(monkeypatch):
    def fails(*_):
        raise SolverError("time is up")

    monkeypatch.setattr(protecting, "intervals", fails)
    found = protect({"t": crossed(WORKED, AREAS, SAYS)}, Policy(10))
    assert found.failed == "time is up"
    assert found.tables["t"]["count"].isna().all()
    assert not audit(shown_cells("s", "hash", found.tables, Policy(10), []))


def test_a_choice_out_of_time_withholds_the_whole_table(monkeypatch):
    monkeypatch.setattr(choosing, "SECONDS", -1.0)
    found = protect({"t": crossed(WORKED, AREAS, SAYS)}, Policy(10))
    assert found.tables["t"]["count"].isna().all()


def test_an_attack_out_of_time_withholds_the_whole_table(monkeypatch):
    limits = []

    def out_of_time(*_, options, **__):
        limits.append(options["time_limit"])
        return SimpleNamespace(status=1, message="time limit reached")

    monkeypatch.setattr(attack, "linprog", out_of_time)
    found = protect({"t": crossed(WORKED, AREAS, SAYS)}, Policy(10))
    assert found.tables["t"]["count"].isna().all()
    assert limits[0] == attack.SECONDS


def test_tables_that_disagree_are_refused():
    with pytest.raises(ValueError, match="different counts"):
        protect({"a": listed({"Yes": 40, "No": 30}), "b": listed({"Yes": 41, "No": 29})}, Policy(10))
    wrong = listed({"Yes": 40, "No": 30}).replace({"count": {70: 75}})
    with pytest.raises(ValueError, match="do not add up"):
        protect({"a": wrong}, Policy(10))


def test_what_was_released_before_is_known():
    wide = crossed([[20, 15, 2], [20, 15, 22], [18, 14, 30]])
    alone = withheld(protect({"t": wide}, Policy(10)))
    assert ("row 1", "column 2") in alone
    before = wide[(wide["area"] == "row 1") & (wide["say"] == "column 2")]
    known = withheld(protect({"t": wide}, Policy(10), earlier={"before": before}))
    assert ("row 0", "column 2") in known
    assert ("row 1", "column 2") not in known


def shown(tables, data="one", rounding=0):
    return shown_cells("survey", data, tables, Policy(10, rounding), [])


def test_the_audit_names_the_table_that_shows_a_small_count():
    table = listed({"Yes": 40, "No": 30, "Perhaps": 4}).astype({"count": "Int64"})
    (problem,) = audit(shown({"role": table}))
    assert "“role”" in problem.where
    assert "fewer than 10" in problem.what


def test_the_audit_sees_a_count_that_only_several_tables_give_away():
    whole = listed({"Yes": 40, "No": 34}).astype({"count": "Int64"})
    apart = crossed([[36, 20], [4, 14]], columns=["Yes", "No"]).astype({"count": "Int64"})
    inner = apart[(apart["say"] != TOTAL) & (apart["area"] != TOTAL)]
    apart.loc[inner.index[inner["count"] == 4], "count"] = pd.NA
    bare = apart[(apart["area"] != TOTAL)]
    assert audit(shown({"apart": bare.assign(count=bare["count"].mask(bare["say"] == TOTAL))})) == []
    assert audit(together([shown({"whole": whole}), shown({"apart": apart.assign(count=apart["count"])})]))


def test_two_releases_that_differ_by_few_people_are_refused():
    before, now = listed({"Yes": 40, "No": 30}), listed({"Yes": 43, "No": 30})
    first = shown({"t": before.astype({"count": "Int64"})}, "one")
    second = shown({"t": now.astype({"count": "Int64"})}, "two")
    assert audit(second) == []
    assert "differs from an earlier release" in audit(second, [first])[0].what
    far = shown({"t": listed({"Yes": 90, "No": 60}).astype({"count": "Int64"})}, "three")
    assert audit(far, [first]) == []


def test_an_earlier_release_of_the_same_data_is_put_beside_the_new_one():
    grid = crossed([[36, 20], [4, 14]], columns=["Yes", "No"])
    guarded = protect({"t": grid}, Policy(10)).tables["t"]
    leak = grid[(grid["area"] == "row 1") & (grid["say"] == "No")].astype({"count": "Int64"})
    assert audit(shown({"t": guarded})) == []
    assert audit(shown({"t": guarded}), [shown({"leak": leak})])


def test_a_new_table_that_gives_away_what_only_an_earlier_release_withheld_is_refused():
    grid = crossed([[36, 20], [4, 14]], columns=["Yes", "No"])
    guarded = protect({"t": grid}, Policy(10)).tables["t"]
    # One count that the release withheld, and that is safe by itself, gives the small one beside it away.
    held = guarded.index[guarded["count"].isna() & (grid["count"] >= 10)][:1]
    new = grid.loc[held].astype({"count": "Int64"})
    assert audit(shown({"new": new})) == []
    (problem,) = audit(shown({"new": new}), [shown({"t": guarded})])
    assert "beside an earlier publication" in problem.what
    assert audit(shown({"new": guarded[guarded["count"].notna()].head(1)}), [shown({"t": guarded})]) == []


def test_rounded_tables_need_not_add_up():
    table = protect({"t": crossed(WORKED, AREAS, SAYS)}, Policy(10, rounding=5)).tables
    assert audit(shown(table, rounding=5)) == []


def test_joining_adds_the_smallest_until_few_cells_are_unsafe():
    sizes = {"A": 60, "B": 30, "C": 8, "D": 5, "E": 4}

    def share_below_15(names):
        return float(np.mean([sum(sizes[c] for c in sizes if names[c] == name) < 15 for name in set(names.values())]))

    names = join_smallest(sizes, share_below_15)
    assert names == {"A": "A", "B": "B", "C": "C, D or E", "D": "C, D or E", "E": "C, D or E"}
    assert len(set(join_smallest(sizes, lambda names: 1.0).values())) == 2


def test_wider_categories_are_the_sums_of_their_parts():
    narrow = listed({"No": 12, "Rather not": 4, "Yes": 30}).assign(published=True)
    wide = joined(narrow, "say", {"No": "against", "Rather not": "against", "Yes": "for"}, "in two")
    found = protect({"t": wide}, Policy(10)).tables["t"].set_index(["in two", "say"])["count"]
    assert found["against", TOTAL] == 16
    assert found[[(TOTAL, "No"), (TOTAL, "Rather not")]].isna().all()


def test_people_in_a_category_that_nobody_named_are_an_error():
    with pytest.raises(KeyError, match="say"):
        count_people(pd.DataFrame({"say": ["Yes", "Oui"]}), [["say"]], {"say": ["Yes"]})


@pytest.mark.parametrize("seed", range(6))
def test_what_was_seen_on_the_way_changes_no_answer(seed, monkeypatch):
    """Few columns a programme, so that most questions wait for what the earlier ones show; against each asked by itself."""
    monkeypatch.setattr(attack, "_WIDEST", 20)
    draw = np.random.default_rng(seed)
    cells = system({"t": read(crossed(draw.integers(0, 30, size=(5, 5))))})
    inner = np.array([len(key) == 2 for key in cells.keys]) & (draw.random(len(cells.keys)) < 0.7)
    low, high = np.where(inner, 0.0, cells.counts), np.where(inner, attack.FAR, cells.counts)
    asked = np.flatnonzero(inner)
    found = attack.intervals(cells.sums, low, high, asked)
    monkeypatch.setattr(attack, "_at_its_bound", lambda question, seen: False)
    alone = attack.intervals(cells.sums, low, high, asked)
    assert np.array_equal(found, alone)
    assert (found[0] <= cells.counts[asked]).all()
    assert (found[1] >= cells.counts[asked]).all()


def test_a_part_that_was_found_safe_is_not_asked_about_again_but_one_of_other_counts_is(monkeypatch):
    asked = []
    answers = choosing.answers
    monkeypatch.setattr(choosing, "answers", lambda questions, plain: asked.append(len(questions)) or answers(questions, plain))
    settled = set()

    def chosen(counts):
        cells = system({"t": read(crossed(counts))})
        small = (cells.counts > 0) & (cells.counts < 10)
        facts = cells.counts, small, np.zeros(len(small), bool), cells.counts + 1, np.full(len(small), 10.0), small
        asked.clear()
        return choosing.choose(cells.sums, choosing.Cells(*facts), 10, settled), sum(asked)

    counts = [[3, 20, 30, 4], [14, 15, 40, 31], [2, 25, 33, 6]]
    first, at_first = chosen(counts)
    again, at_last = chosen(counts)
    assert at_first > 0
    assert at_last < at_first
    assert np.array_equal(first, again)
    assert chosen([[3, 20, 30, 4], [14, 15, 40, 31], [2, 25, 33, 7]])[1] > at_last
