"""Categories to join where too many counts are small: fewer, larger groups tell more than a table of withheld cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

MOST_UNSAFE = 0.2
"""A table with a larger share of cells that may not be shown is better told with fewer categories."""

LONGEST = 40
"""Characters of a joined category's name that still stand over a narrow column."""

FEWEST = 2
"""Groups that must be left for there to be something to compare."""


def join_smallest(sizes: Mapping[str, int], unsafe_share: Callable[[Mapping[str, str]], float]) -> dict[str, str]:
    """Which categories to join so that at most a fifth of the cells is unsafe: the two smallest first, again and again.

    sizes:        how many people each category holds, in the order in which a reader knows them.
    unsafe_share: the share of unsafe cells, from 0 to 1, of the table in which categories are called as the mapping says.
    returns:      for each category its name after joining: its own, or that of the group it is joined to; all keep their own
                  where the table needs no joining. Never fewer than two groups are left, so it may not be enough.

    >>> join_smallest({"A": 50, "B": 30, "C": 5, "D": 4}, lambda names: 0.5 if "C" in names.values() else 0.0)
    {'A': 'A', 'B': 'B', 'C': 'C or D', 'D': 'C or D'}
    """
    order = list(sizes)
    groups = [(size, [name]) for name, size in sizes.items()]
    names = _called(groups, order)
    while len(groups) > FEWEST and unsafe_share(names) > MOST_UNSAFE:
        groups.sort(key=lambda group: (group[0], order.index(group[1][0])))
        (one, some), (other, more), *rest = groups
        groups = [(one + other, sorted([*some, *more], key=order.index)), *rest]
        names = _called(groups, order)
    return names


def _called(groups: Sequence[tuple[int, list[str]]], order: Sequence[str]) -> dict[str, str]:
    called = {name: joined_name(members) for _, members in groups for name in members}
    return {name: called[name] for name in order}


def joined_name(categories: Sequence[str]) -> str:
    """What a joined category is called: by all that it holds, or by the first where that is too long for the head of a column.

    >>> joined_name(["Police", "Housing", "not stated"])
    'Police, Housing or not stated'
    >>> joined_name(["Front-line practitioner", "Team manager", "Senior manager"])
    'Front-line practitioner and 2 other groups'
    """
    named = " or ".join(filter(None, [", ".join(categories[:-1]), categories[-1]]))
    few = len(categories) < 3 or len(named) <= LONGEST
    return named if few else f"{categories[0]} and {len(categories) - 1} other groups"
