"""What the services need from outside, as Protocols; `adapters` implement them, `tests/contract` hold them to it.

A port is a Protocol together with the values it takes and gives and the problems it raises. Every method may block
(disk, network, a keyring that asks the user), so none is ever called on the GUI thread. The world's errors come as
`core.problem.Problem` or one of the subclasses here.

- `system`: the clock, new keys, the trace
- `store`: the store, its transactions and its problems
- `pictures`: the profile's own pictures and their small copies
- `imports`, `import_stage`: files of other trackers, and where their rows wait for the import
- `letters`: a letter that came, read from its file; the templates
- `postings`: pages with postings
- `secrets`: passwords
- `mail`: handing letters to a mail server, and the Sent folder
- `consent`: a provider's consent in place of a password (OAuth 2)
- `discovery`: where an address's mail servers are: our table, the domain's own word, DNS
- `desktop`: notifications, and a look around before a window opens by itself
- `words`: what somebody meant by what they typed; the spell checker

Others import from here, never from a module inside.
"""

from companion.services.ports.consent import Asking, Authorizer, ConsentFault, ConsentProblem
from companion.services.ports.desktop import Lookout, Notification, Notifier, NotifierReport
from companion.services.ports.discovery import Autoconfig, Names, NamesProblem, Providers, Published, Service
from companion.services.ports.import_stage import ImportStage, ImportStages, ImportStopped, Progress
from companion.services.ports.imports import ImportReader
from companion.services.ports.letters import LetterReader, ReadLetter, Templates
from companion.services.ports.mail import Delivery, Frozen, Look, Mailbox, Mailer, MailFault, MailProblem, nothing
from companion.services.ports.pictures import PictureCheck, Pictures, ScaledPictures
from companion.services.ports.postings import Page, Pages
from companion.services.ports.secrets import Secrets, SecretsKind, SecretsProblem, SecretsReport
from companion.services.ports.store import (
    Backup,
    Store,
    Stored,
    StoreIsDamaged,
    StoreIsNewer,
    StoreProblem,
    Superseded,
    T,
    Writer,
)
from companion.services.ports.system import Clock, Ids, Trace
from companion.services.ports.words import Matcher, Speller

__all__ = [
    "Asking",
    "Authorizer",
    "Autoconfig",
    "Backup",
    "Clock",
    "ConsentFault",
    "ConsentProblem",
    "Delivery",
    "Frozen",
    "Ids",
    "ImportReader",
    "ImportStage",
    "ImportStages",
    "ImportStopped",
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
    "Page",
    "Pages",
    "PictureCheck",
    "Pictures",
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
    "StoreProblem",
    "Stored",
    "Superseded",
    "T",
    "Templates",
    "Trace",
    "Writer",
    "nothing",
]
