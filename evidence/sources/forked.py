"""Imported by the process that children are forked from, and by nothing else: brings in what most of them need.

Few modules, for what a child holds counts against its limit of memory. What they make stays to the end: no look for objects
that hold each other in a circle goes through it, neither now nor in a child, which so shares its memory with all others.
"""

from __future__ import annotations

import gc
from importlib import import_module

NEEDED = ("evidence.coding.rules", "evidence.privacy.finding", "evidence.segmentation", "evidence.sources.sheets")

gc.disable()
for _name in NEEDED:
    import_module(_name)
gc.freeze()
gc.enable()
