"""What the services need from outside, as Protocols; `adapters` implement them, `tests/contract` hold them to it.

A port is a Protocol together with the values it takes and gives and the problems it raises. Every method may block
(disk, network, a keyring that asks the user), so none is ever called on the GUI thread. The world's errors come as
`core.problem.Problem` or one of the subclasses here.

- `system`: the clock, new keys, the trace
- `store`: the store and its transactions; `store_problems`: what can be wrong with it
- `pictures`: the profile's own pictures and their small copies
- `calendar`: invitations read from their files, interviews written as one
- `exports`: everything at one look and back again, and what writes each format
- `files`: the files kept with applications
- `imports`, `import_stage`: files of other trackers, and where their rows wait for the import
- `letters`: a letter that came, read from its file; the templates
- `postings`: pages with postings
- `secrets`: passwords
- `mail`: handing letters to a mail server, and the Sent folder
- `consent`: a provider's consent in place of a password (OAuth 2)
- `discovery`: where an address's mail servers are: our table, the domain's own word, DNS
- `desktop`: notifications, and a look around before a window opens by itself
- `words`: what somebody meant by what they typed; the spell checker

Others import from here, never from a module inside. Each module is loaded with the first name that is asked of it: a
shell command that only reads the list needs few of them, and makes their classes for nothing otherwise.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from companion.services.ports.calendar import CalendarFiles
    from companion.services.ports.consent import Asking, Authorizer, ConsentFault, ConsentProblem
    from companion.services.ports.desktop import Lookout, Notification, Notifier, NotifierReport
    from companion.services.ports.discovery import Autoconfig, Names, NamesProblem, Providers, Published, Service
    from companion.services.ports.exports import (
        Contents,
        ExportWriters,
        Papers,
        Places,
        StoreLook,
        TableCell,
        TableRow,
        Tables,
        Taken,
        Taker,
        WholeFiles,
        WholePart,
        WholeStore,
    )
    from companion.services.ports.files import Files, KeptFile, OpenCopy
    from companion.services.ports.import_stage import ImportStage, ImportStages, ImportStopped, Progress
    from companion.services.ports.imports import ImportReader
    from companion.services.ports.letters import LetterReader, ReadLetter, Templates
    from companion.services.ports.mail import Delivery, Frozen, Look, Mailbox, Mailer, MailFault, MailProblem, nothing
    from companion.services.ports.pictures import PictureCheck, Pictures, ScaledPictures
    from companion.services.ports.postings import Page, Pages
    from companion.services.ports.secrets import Secrets, SecretsKind, SecretsProblem, SecretsReport
    from companion.services.ports.store import Backup, Store, Stored, T, Writer
    from companion.services.ports.store_problems import StoreIsDamaged, StoreIsNewer, StoreProblem, Superseded
    from companion.services.ports.system import Clock, Ids, Trace
    from companion.services.ports.words import Matcher, Speller

__all__ = [
    "Asking",
    "Authorizer",
    "Autoconfig",
    "Backup",
    "CalendarFiles",
    "Clock",
    "ConsentFault",
    "ConsentProblem",
    "Contents",
    "Delivery",
    "ExportWriters",
    "Files",
    "Frozen",
    "Ids",
    "ImportReader",
    "ImportStage",
    "ImportStages",
    "ImportStopped",
    "KeptFile",
    "LetterReader",
    "Look",
    "Lookout",
    "MailFault",
    "MailProblem",
    "Mailbox",
    "Mailer",
    "Matcher",
    "Names",
    "NamesProblem",
    "Notification",
    "Notifier",
    "NotifierReport",
    "OpenCopy",
    "Page",
    "Pages",
    "Papers",
    "PictureCheck",
    "Pictures",
    "Places",
    "Progress",
    "Providers",
    "Published",
    "ReadLetter",
    "ScaledPictures",
    "Secrets",
    "SecretsKind",
    "SecretsProblem",
    "SecretsReport",
    "Service",
    "Speller",
    "Store",
    "StoreIsDamaged",
    "StoreIsNewer",
    "StoreLook",
    "StoreProblem",
    "Stored",
    "Superseded",
    "T",
    "TableCell",
    "TableRow",
    "Tables",
    "Taken",
    "Taker",
    "Templates",
    "Trace",
    "WholeFiles",
    "WholePart",
    "WholeStore",
    "Writer",
    "nothing",
]

_HOME = {
    "Asking": "consent",
    "Authorizer": "consent",
    "Autoconfig": "discovery",
    "Backup": "store",
    "CalendarFiles": "calendar",
    "Clock": "system",
    "ConsentFault": "consent",
    "ConsentProblem": "consent",
    "Contents": "exports",
    "Delivery": "mail",
    "ExportWriters": "exports",
    "Files": "files",
    "Frozen": "mail",
    "Ids": "system",
    "ImportReader": "imports",
    "ImportStage": "import_stage",
    "ImportStages": "import_stage",
    "ImportStopped": "import_stage",
    "KeptFile": "files",
    "LetterReader": "letters",
    "Look": "mail",
    "Lookout": "desktop",
    "MailFault": "mail",
    "MailProblem": "mail",
    "Mailbox": "mail",
    "Mailer": "mail",
    "Matcher": "words",
    "Names": "discovery",
    "NamesProblem": "discovery",
    "Notification": "desktop",
    "Notifier": "desktop",
    "NotifierReport": "desktop",
    "OpenCopy": "files",
    "Page": "postings",
    "Pages": "postings",
    "Papers": "exports",
    "PictureCheck": "pictures",
    "Pictures": "pictures",
    "Places": "exports",
    "Progress": "import_stage",
    "Providers": "discovery",
    "Published": "discovery",
    "ReadLetter": "letters",
    "ScaledPictures": "pictures",
    "Secrets": "secrets",
    "SecretsKind": "secrets",
    "SecretsProblem": "secrets",
    "SecretsReport": "secrets",
    "Service": "discovery",
    "Speller": "words",
    "Store": "store",
    "StoreIsDamaged": "store_problems",
    "StoreIsNewer": "store_problems",
    "StoreLook": "exports",
    "StoreProblem": "store_problems",
    "Stored": "store",
    "Superseded": "store_problems",
    "T": "store",
    "TableCell": "exports",
    "TableRow": "exports",
    "Tables": "exports",
    "Taken": "exports",
    "Taker": "exports",
    "Templates": "letters",
    "Trace": "system",
    "WholeFiles": "exports",
    "WholePart": "exports",
    "WholeStore": "exports",
    "Writer": "store",
    "nothing": "mail",
}


def __getattr__(name: str) -> object:
    """The module's own way to answer `from companion.services.ports import …` (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"there is no port {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = found
    return found
