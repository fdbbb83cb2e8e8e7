"""A workbook worked out anew by an office program, so that its formulas are checked against the values stored with them."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import python_calamine

OFFICE = shutil.which("soffice")


def without_values(data: bytes, folder: Path) -> Path:
    """The workbook with the stored value of every formula taken out: what then has a value was worked out."""
    given, path = folder / "given.xlsx", folder / "emptied.xlsx"
    given.write_bytes(data)
    with zipfile.ZipFile(given) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            if part.startswith("xl/worksheets/sheet"):
                text = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", text)
            new.writestr(part, text)
    return path


def recalculated(data: bytes, folder: Path) -> Path:
    """The workbook as an office program works it out from inputs and formulas alone."""
    source, out = without_values(data, folder), folder / "out"
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [OFFICE, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / source.name


def cells(path: Path) -> dict[tuple[str, int, int], object]:
    """Every cell that holds something, by sheet, row and column."""
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        return {
            (name, r, c): value
            for name in book.sheet_names
            for r, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for c, value in enumerate(row)
            if value != ""
        }
