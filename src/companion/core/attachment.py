"""A file kept with an application: the CV that was sent, an assessment, a contract."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from companion.core import text

NAME_LIMIT: Final = 150
"""Characters of a name: most file systems hold 255 bytes, and a character may take three."""

# What a shell, a desktop or Windows runs when it is opened (Microsoft's "unsafe file types" and their kin elsewhere).
_RUN: Final = (
    "apk app appimage application bash bat bin chm cmd com command cpl csh deb desktop dll dmg docm dotm elf exe"
    " fish flatpakref gadget hta inf iso jar jnlp js jse ksh lnk mde msc msh msi msix msp mst pif pkg pl potm"
    " ppam ppsm pptm prf ps1 ps1xml ps2 psc1 psd1 psm1 pwsh py pyc pyw pyz rb reg rpm run scf scr sct service sh shb"
    " sldm sys snap svg tcl tcsh url vb vbe vbs vxd website ws wsc wsf wsh xbap xlam xlsm xltm xll zsh html htm xhtml"
    " mht mhtml"
)
_PROGRAM_HEADS: Final = (b"\x7fELF", b"MZ", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
# Not in the name of a file anywhere: separators, and what Windows keeps for itself.
_NO_NAME: Final = re.compile(r'[\\/:*?"<>|]')
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """name: as the user knows the file. digest: SHA-256 of its content in hexadecimal, by which it lies in the profile;
    the same content is kept once. size: octets.
    """

    id: str
    application_id: str
    name: str
    digest: str
    size: int
    added_at: datetime
    deleted_at: datetime | None = None


def tidy_name(typed: str) -> str:
    """The name as it is kept. Raises Problem(field="file_name")."""
    return text.line(typed, "The file's name", field="file_name", required=True, limit=NAME_LIMIT)


def safe_name(name: str) -> str:
    """The name as a file may have it on every system: it leads nowhere, hides nothing and is no device."""
    tidy = _NO_NAME.sub("_", "".join(c if c.isprintable() else "_" for c in name)).strip(" .")
    if not tidy or _RESERVED.fullmatch(tidy):
        tidy = f"_{tidy}"
    stem, dot, ending = tidy.rpartition(".")
    while len(tidy.encode()) > 200 and stem:
        stem = stem[:-1]
        tidy = f"{stem}{dot}{ending}"
    return tidy if len(tidy.encode()) <= 200 else "file"


def could_run(name: str, head: bytes) -> bool:
    """Whether opening the file could run something: by its ending, or by how its content begins."""
    return name.rpartition(".")[2].casefold() in _RUN.split() or head.startswith(_PROGRAM_HEADS)


def size_words(size: int) -> str:
    """ "800 bytes", "12 kB", "3.4 MB", in powers of ten as file managers show them."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"
