"""A real mail system on loopback: Postfix takes mail by submission, Dovecot checks the login, stores and serves it.

    with MailSystem() as mail:
        ... send through mail.smtps (TLS) or mail.submission (STARTTLS), trusting mail.ca ...
        letter = mail.wait_delivered("jana@example.test", 1)[0]

Every address at example.test is a mailbox; every password is "s3cret". A wrong password is refused, and so is
the certificate by every client that does not trust `ca` (SSL_CERT_FILE for Python's ssl). Needs root, as
Postfix does.

    with MailSystem(TokenCheck(url, ca, "xoauth2 oauthbearer")) as mail:
        ... takes tokens too, for mail and mailbox, if the server at `url` says that they are good ...
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.e2e.lab.errors import SEARCH_PATH, LabError, require
from tests.e2e.lab.mail_config import DOVECOT, INTROSPECTION, MAIN_CF, MASTER_CF, TOKENS
from tests.e2e.lab.waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from types import TracebackType

PASSWORD = "s3cret"


@dataclass(frozen=True, slots=True)
class TokenCheck:
    """Whom Dovecot asks what a token is worth (RFC 7662), and how a token may be said to it and to Postfix.

    ca: a file with the certificate authority of that server.
    """

    url: str
    ca: Path
    mechanisms: str


class MailSystem:
    """Postfix and Dovecot of a test's own, in a temporary folder with a short path: their sockets lie in it."""

    password = PASSWORD
    base: Path
    ca: Path

    def __init__(self, tokens: TokenCheck | None = None) -> None:
        self._tokens = tokens
        self.smtps, self.submission, self.imaps = _free_ports(3)
        self._undo = contextlib.ExitStack()

    def __enter__(self) -> Self:
        if os.geteuid() != 0:
            raise LabError("the mail system of the lab needs root: Postfix binds and changes users only as root")
        require("postfix", "dovecot", "doveadm", "openssl")
        try:
            self._prepare()
            self.start_imap()
            self._undo.callback(self.stop_imap)
            self.start_smtp()
            self._undo.callback(self.stop_smtp)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._undo.close()

    # -- for the test

    def start_smtp(self) -> None:
        if not _answers(self.smtps):
            self._run("postfix", "-c", str(self.base / "postfix"), "start")
            self._wait(self.smtps)

    def stop_smtp(self) -> None:
        """From now on a connection to either submission port is refused."""
        if _answers(self.smtps):
            self._run("postfix", "-c", str(self.base / "postfix"), "stop")
            wait_until(lambda: not _answers(self.smtps), "postfix still answers")

    def start_imap(self) -> None:
        if not _answers(self.imaps):
            self._run("dovecot", "-c", str(self.base / "dovecot.conf"))
            self._wait(self.imaps)

    def stop_imap(self) -> None:
        """Stops the check of passwords, too: Postfix asks Dovecot for it."""
        if _answers(self.imaps):
            self._run("doveadm", "-c", str(self.base / "dovecot.conf"), "stop")
            wait_until(lambda: not _answers(self.imaps), "dovecot still answers")

    def delivered(self, address: str) -> list[bytes]:
        """What lies in this address's inbox, oldest first, as it was delivered."""
        box = self.base / "mail" / address
        # Dovecot may move a letter from new to cur between the list and the reading.
        letters: list[tuple[int, bytes]] = []
        for file in (*box.glob("new/*"), *box.glob("cur/*")):
            with contextlib.suppress(FileNotFoundError):
                letters.append((file.stat().st_mtime_ns, file.read_bytes()))
        return [content for _, content in sorted(letters)]

    def wait_delivered(self, address: str, count: int = 1, timeout: float = PATIENCE) -> list[bytes]:
        """The inbox once it holds `count` letters; an error at once if there are more."""

        def look() -> list[bytes]:
            letters = self.delivered(address)
            if len(letters) > count:
                raise LabError(f"{len(letters)} letters for {address}, and {count} expected")
            return letters if len(letters) == count else []

        def complaint() -> str:
            return f"{len(self.delivered(address))} of {count} letters for {address}:\n{self.log()}"

        return wait_until(look, complaint, timeout)

    def queue_is_empty(self) -> bool:
        """Whether Postfix has nothing left to deliver: after that, no second letter can still be on its way."""
        spool = self.base / "postfix/spool"
        return not any(
            f.is_file() for name in ("maildrop", "incoming", "active", "deferred") for f in spool.glob(f"{name}/**/*")
        )

    def log(self) -> str:
        """What Postfix and Dovecot wrote."""
        logs = [self.base / name for name in ("postfix.log", "dovecot.log", "commands.log")]
        return "\n".join(f"--- {f.name}\n{f.read_text(errors='replace')}" for f in logs if f.exists())

    def environment(self) -> dict[str, str]:
        return {
            "MAIL_SMTPS_PORT": str(self.smtps),
            "MAIL_SUBMISSION_PORT": str(self.submission),
            "MAIL_IMAPS_PORT": str(self.imaps),
            "MAIL_CA": str(self.ca),
            "MAIL_PASSWORD": PASSWORD,
            "MAIL_FOLDER": str(self.base / "mail"),
        }

    # -- start

    def _prepare(self) -> None:
        self.base = base = Path(tempfile.mkdtemp(prefix="mail-"))
        self.ca = base / "tls/ca.pem"
        self._undo.callback(shutil.rmtree, base, ignore_errors=True)
        base.chmod(0o755)  # the servers run as other users
        for name in ("dovecot", "postfix/spool", "postfix/lib", "tls", "mail"):
            (base / name).mkdir(parents=True)
        owner = pwd.getpwnam("nobody")
        os.chown(base / "mail", owner.pw_uid, owner.pw_gid)
        os.chown(base / "postfix/lib", pwd.getpwnam("postfix").pw_uid, -1)
        _make_certificates(base / "tls")
        names = {"base": base, "uid": owner.pw_uid, "gid": owner.pw_gid}
        names |= {"smtps": self.smtps, "submission": self.submission, "imaps": self.imaps}
        names |= self._take_tokens()
        (base / "dovecot.conf").write_text(DOVECOT.format(**names))
        (base / "postfix/main.cf").write_text(MAIN_CF.format(**names))
        (base / "postfix/master.cf").write_text(MASTER_CF.format(**names))

    def _take_tokens(self) -> dict[str, str]:
        """What stands in Dovecot's configuration for them; Postfix offers what Dovecot does."""
        if self._tokens is None:
            return {"tokens": "", "mechanisms": ""}
        ca = self.base / "tls/provider.pem"
        shutil.copyfile(self._tokens.ca, ca)
        config = INTROSPECTION.format(url=self._tokens.url, ca=ca)
        (self.base / "dovecot-oauth2.conf.ext").write_text(config)
        return {"tokens": TOKENS.format(base=self.base), "mechanisms": self._tokens.mechanisms}

    def _run(self, *command: str) -> None:
        # Into a file: a daemon that inherits a pipe would keep its reader waiting for ever.
        with (self.base / "commands.log").open("ab") as log:
            done = subprocess.run(
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | {"PATH": SEARCH_PATH},
            )
        if done.returncode != 0:
            raise LabError(f"{' '.join(command)} failed with {done.returncode}:\n{self.log()}")

    def _wait(self, port: int) -> None:
        wait_until(lambda: _answers(port), lambda: f"nothing listens on port {port}:\n{self.log()}")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for s in sockets:
            s.bind(("127.0.0.1", 0))
        return [int(s.getsockname()[1]) for s in sockets]


def _openssl(*args: str) -> None:
    subprocess.run(["openssl", *args], check=True, capture_output=True)


def _make_certificates(tls: Path) -> None:
    """A certificate authority, and the server's certificate signed by it."""
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    ca_key, ca = str(tls / "ca.key"), str(tls / "ca.pem")
    request, names = str(tls / "server.csr"), tls / "names"
    _openssl("req", "-x509", *key, "-days", "30", "-subj", "/CN=Test CA", "-keyout", ca_key, "-out", ca)
    _openssl("req", *key, "-subj", "/CN=localhost", "-keyout", str(tls / "server.key"), "-out", request)
    names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    sign = ("-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days", "30", "-extfile", str(names))
    _openssl("x509", "-req", "-in", request, *sign, "-out", str(tls / "server.pem"))
