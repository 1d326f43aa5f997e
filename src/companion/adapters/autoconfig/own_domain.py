"""Asks a domain for its mail settings: at autoconfig.<domain>, then below <domain>/.well-known.

Mozilla's central database would know more domains, but asking it tells a third party where somebody has a mailbox.
So only the domain is asked, which knows its own users.
"""

from __future__ import annotations

import time
from pathlib import Path

from companion.services.ports import Names, NamesProblem, Published

_SHARE = 0.6
"""Of the time, for the first place: a domain that is silent there may still answer at the second."""


class OwnDomain:
    """ports.Autoconfig over https.

    trust: a file with the only certificate authorities to trust, for the tests' own server; private addresses, which
    are refused otherwise, are asked with it alone. port: of https, other than 443 for the same tests alone.
    """

    def __init__(self, names: Names, *, trust: Path | None = None, port: int = 443) -> None:
        self._names = names
        self._trust = trust
        self._port = port

    def look(self, address: str, domain: str, seconds: float) -> Published | None:
        """See services.ports.Autoconfig."""
        # only now: the tray makes this object at its start
        from urllib.parse import quote

        from companion.adapters.autoconfig import document, web

        ends = time.monotonic() + seconds
        client = web.Client(self._names, self._trust, self._port)
        places = (
            f"https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={quote(address, safe='')}",
            f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
        )
        silent: NamesProblem | None = None
        for place, share in zip(places, (_SHARE, 1.0), strict=True):
            left = (ends - time.monotonic()) * share
            try:
                return document.read(client.get(place, left), address)
            except (web.Refused, document.Unusable):
                continue
            except NamesProblem as problem:
                silent = problem
        if silent is not None:
            raise silent
        return None
