"""Saturation: does a further case still bring codes that none before it held?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from evidence.coded import chosen_codes
from evidence.coded.attributes import cases_read
from evidence.coded.counted import case_cells
from evidence.model import EvidenceBase

BASE_SIZE, RUN = 4, 2
"""Cases that the first codes are counted in, and cases in a row that are looked at for new ones (Guest et al. 2020)."""

THRESHOLD = 0.05
"""Share of the codes of the base that a run may add and still count as bringing little new (Guest et al. 2020)."""


def saturation(
    base: EvidenceBase, *, by: str = "file", level: str = "code", base_size: int = BASE_SIZE, run: int = RUN
) -> pd.DataFrame:
    """The codes that each case brought which no case before it held.

    by:        "file", in the order of their files; or "date", of their write-up, undated ones last.
    level:     "code", or "theme".
    base_size: how many first cases the codes of the base are counted in.
    run:       how many cases in a row are looked at for new codes.
    returns:   one row per case that was read: case, from 1; case_id, codes (it holds), new, so_far, in_run (new codes in
               the run of cases that ends here), ratio (of these to the codes of the base; 0 to 1 and above). in_run and
               ratio are missing until base and run are full, and the ratio where the base holds no code.
    raises:    ValueError, if by, level, base_size or run cannot be used.
    source:    Guest, Namey and Chen (2020), PLoS ONE 15(5): e0232076. They count themes of interviews from one kind of
               people, coded as they came up; here the codes were there beforehand, so saturation of the codebook is all
               that can show.
    """
    if by not in ("file", "date") or base_size < 1 or run < 1:
        raise ValueError("by is 'file' or 'date'; base_size and run are at least 1")
    held = _held(base, level)
    dates = base.tables["cases"].set_index("case_id")["date"].reindex(held.index)
    if by == "date":
        held = held.loc[dates.sort_values(kind="stable", na_position="last").index]
    first = _first_places(held.to_numpy())
    new = np.bincount(first[first < len(held)], minlength=len(held))
    table = pd.DataFrame({"case": np.arange(1, len(held) + 1), "case_id": held.index, "codes": held.sum(axis=1).to_numpy()})
    table["new"], table["so_far"] = new, new.cumsum()
    table["in_run"] = table["new"].rolling(run).sum().where(table["case"] >= base_size + run).astype("Int64")
    of_base = int(table["so_far"].iloc[base_size - 1]) if len(table) >= base_size else 0
    table["ratio"] = table["in_run"].astype("float64") / of_base if of_base else np.nan
    return table


def saturated_at(table: pd.DataFrame, *, threshold: float = THRESHOLD) -> int | None:
    """The number of cases by which the run brought no more than the threshold; None if that never was.

    table: as `saturation`.
    """
    reached = table.loc[table["ratio"] <= threshold, "case"]
    return int(reached.iloc[0]) if len(reached) else None


def accumulation(base: EvidenceBase, *, level: str = "code", seed: int = 0, orders: int = 1000) -> pd.DataFrame:
    """How many codes so many cases hold, whichever come first.

    returns: one row per number of cases: case, mean (over every order there is: it is worked out, not drawn), low and
             high (between which 90 in 100 of so many orders drawn at random lie), saturated (share of these orders in which
             the run of `RUN` cases that ends there brought no more than `THRESHOLD`).
    raises:  ValueError, if `level` is neither "code" nor "theme".
    """
    held = _held(base, level).to_numpy()
    cases, rng = len(held), np.random.default_rng(seed)
    drawn = np.zeros((orders if cases else 0, cases))
    for row in range(len(drawn)):
        first = _first_places(held[rng.permutation(cases)])
        drawn[row] = np.bincount(first[first < cases], minlength=cases)
    so_far = drawn.cumsum(axis=1)
    low, high = np.quantile(so_far, [0.05, 0.95], axis=0) if len(drawn) else (np.zeros(0), np.zeros(0))
    table = pd.DataFrame({"case": np.arange(1, cases + 1), "mean": _mean_of_all_orders(held), "low": low, "high": high})
    return table.assign(saturated=_share_saturated(so_far))


def codes_by_cases(base: EvidenceBase, *, level: str = "code") -> pd.Series:
    """How many cases hold each code, in the codebook's order: those in one case alone would be missed without it."""
    return _held(base, level).sum().rename("cases").rename_axis("code").astype("int64")


def _held(base: EvidenceBase, level: str) -> pd.DataFrame:
    """Cases that were read, in the order of their files, by codes: whether the case holds the code."""
    codes = chosen_codes(base.tables["codes"], level)["code"]
    held = case_cells(base)
    read = set(cases_read(base))
    order = [case for case in base.tables["cases"]["case_id"] if case in read]
    index, columns = pd.Index(order, name="case_id", dtype="str"), pd.Index(codes, name="code", dtype="str")
    found = np.zeros((len(index), len(columns)), dtype=bool)
    at = pd.DataFrame({"case": index.get_indexer(pd.Index(held["case_id"])), "code": columns.get_indexer(pd.Index(held["code"]))})
    at = at[at["code"] >= 0]
    found[at["case"], at["code"]] = True
    return pd.DataFrame(found, index=index, columns=columns)


def _first_places(held: np.ndarray) -> np.ndarray:
    """For each code the place, from 0, of the first case that holds it; the number of cases if none does."""
    return np.where(held.any(axis=0), held.argmax(axis=0), len(held)) if len(held) else np.zeros(held.shape[1], dtype=int)


def _mean_of_all_orders(held: np.ndarray) -> np.ndarray:
    """The mean number of codes in the first n cases, over every order: 1 less the chance that all n lack the code, summed."""
    cases = len(held)
    lacking = cases - held.sum(axis=0)[None, :]
    drawn = np.arange(cases)[:, None]
    lacks = np.cumprod(np.clip(lacking - drawn, 0, None) / (cases - drawn), axis=0)
    mean: np.ndarray = (1 - lacks).sum(axis=1)
    return mean


def _share_saturated(so_far: np.ndarray) -> np.ndarray:
    share = np.zeros(so_far.shape[1])
    if not len(so_far) or so_far.shape[1] < BASE_SIZE + RUN:
        return share
    in_run = so_far[:, BASE_SIZE + RUN - 1 :] - so_far[:, BASE_SIZE - 1 : -RUN]
    enough = in_run <= THRESHOLD * so_far[:, [BASE_SIZE - 1]]
    share[BASE_SIZE + RUN - 1 :] = enough.mean(axis=0)
    return share
