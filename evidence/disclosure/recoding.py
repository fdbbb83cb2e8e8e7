"""Categories to join where too many counts are small: fewer, larger groups tell more than a table of withheld cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

MOST_UNSAFE = 0.2
"""A table with a larger share of cells that may not be shown is better told with fewer categories."""

FEWEST = 2
"""Groups that must be left for there to be something to compare."""


def join_smallest(sizes: Mapping[str, int], unsafe_share: Callable[[Mapping[str, str]], float]) -> dict[str, str]:
    """Which categories to join so that at most a fifth of the cells is unsafe: the smallest first, one after the other.

    sizes:        how many people each category holds, in the order in which a reader knows them.
    unsafe_share: the share of unsafe cells, from 0 to 1, of the table in which categories are called as the mapping says.
    returns:      for each category its name after joining: its own, or that of the group it is joined to; all keep their own
                  where the table needs no joining. Never fewer than two groups are left, so it may not be enough.

    >>> join_smallest({"A": 50, "B": 30, "C": 5, "D": 4}, lambda names: 0.5 if "C" in names.values() else 0.0)
    {'A': 'A', 'B': 'B', 'C': 'C or D', 'D': 'C or D'}
    """
    names = {category: category for category in sizes}
    smallest = sorted(sizes, key=lambda category: (sizes[category], category))
    joined = 1
    while unsafe_share(names) > MOST_UNSAFE and len(sizes) - joined >= FEWEST:
        joined += 1
        together = [category for category in sizes if category in smallest[:joined]]
        names = {c: joined_name(together) if c in together else c for c in sizes}
    return names


def joined_name(categories: Sequence[str]) -> str:
    """What a joined category is called.

    >>> joined_name(["Police", "Housing", "not stated"])
    'Police, Housing or not stated'
    """
    return " or ".join(filter(None, [", ".join(categories[:-1]), categories[-1]]))
