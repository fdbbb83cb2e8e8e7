"""Refuses to commit what must stay here: other people's projects, large files, private keys."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

SHIPPED = "data/raw/information-sharing/"
LARGEST = 1_000_000


def faults(files: list[str]) -> list[str]:
    """What must not be committed among `files`, each with the reason."""
    found = []
    for file in files:
        path = Path(file)
        name = PurePosixPath(path.as_posix()).as_posix()
        if name.startswith("data/") and not name.startswith(SHIPPED) and path.name != ".gitkeep":
            found.append(f"{name}: projects and what is built from them are not committed")
        elif path.is_file() and path.stat().st_size > LARGEST:
            found.append(f"{name}: is larger than {LARGEST:,} bytes")
        elif path.is_file() and b"PRIVATE " + b"KEY-----" in path.read_bytes():
            found.append(f"{name}: holds a private key")
    return found


if __name__ == "__main__":
    problems = faults(sys.argv[1:])
    print("\n".join(problems))
    sys.exit(bool(problems))
