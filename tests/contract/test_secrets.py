"""Passwords: the fake, and the real adapter over keyrings of our own. A real keyring: tests/e2e/test_keyring.py."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Generator

import keyring
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from typing_extensions import override

from companion.adapters.secrets import KeyringSecrets, parts
from companion.services.ports import Secrets, SecretsKind, SecretsProblem
from tests.contract.secrets_suite import SecretsSuite
from tests.fakes.keyrings import Kept, KeptOnWindows, PlaintextKeyring, chain
from tests.fakes.secrets import MemorySecrets

SERVICE = "org.example.Companion.test"
PASSWORD = "correct horse battery staple"
LONG = "".join(chr(0x21 + number % 90) for number in range(3500))
"""In four parts."""


@pytest.fixture
def use() -> Generator[Callable[[KeyringBackend], KeyringSecrets]]:
    """Makes a keyring the one that the library has loaded."""

    def use(backend: KeyringBackend) -> KeyringSecrets:
        keyring.set_keyring(backend)
        return KeyringSecrets(SERVICE, deadline=10)

    yield use
    keyring.set_keyring(keyring.backends.fail.Keyring())


Use = Callable[[KeyringBackend], KeyringSecrets]


class TestMemorySecrets(SecretsSuite):
    """The fake."""

    @pytest.fixture
    @override
    def secrets(self) -> Secrets:
        return MemorySecrets()


class TestKeyringSecrets(SecretsSuite):
    """The real adapter."""

    @pytest.fixture
    @override
    def secrets(self, use: Use) -> Secrets:
        return use(Kept())


class TestKeyringSecretsInAChainer(SecretsSuite):
    """The real adapter, where an accepted keyring stands behind one that is not."""

    @pytest.fixture
    @override
    def secrets(self, use: Use) -> Secrets:
        return use(chain(PlaintextKeyring(), Kept()))


class TestKeyringSecretsOnWindows(SecretsSuite):
    """The real adapter over the Windows vault's class."""

    @pytest.fixture
    @override
    def secrets(self, use: Use) -> Secrets:
        return use(KeptOnWindows())


def refusal(secrets: Secrets) -> SecretsProblem:
    """The problem that keeping a password meets. It never holds the password."""
    with pytest.raises(SecretsProblem) as caught:
        secrets.set("a1", PASSWORD)
    told = "".join(traceback.format_exception(caught.value, limit=None)) + repr(caught.value) + caught.value.details
    assert PASSWORD not in told
    assert "session only" in caught.value.sentence
    return caught.value


@pytest.mark.parametrize(
    ("backend", "name"),
    [
        (keyring.backends.null.Keyring(), "keyring.backends.null.Keyring"),
        (PlaintextKeyring(), "keyrings.PlaintextKeyring"),
        (chain(PlaintextKeyring(), keyring.backends.null.Keyring()), "keyrings.Chain"),
    ],
)
def test_refuses_what_does_not_protect(use: Use, backend: KeyringBackend, name: str) -> None:
    secrets = use(backend)
    assert name in refusal(secrets).sentence
    with pytest.raises(SecretsProblem):
        secrets.get("a1")
    report = secrets.report()
    assert not report.accepted
    assert report.backend.endswith(name)
    assert name in report.why_not


def test_nothing_is_written_into_a_refused_keyring(use: Use) -> None:
    unsafe = PlaintextKeyring()
    secrets = use(chain(unsafe))
    refusal(secrets)
    secrets.report()
    secrets.delete("a1")
    assert unsafe.calls == []


def test_of_a_chainer_only_the_accepted_one_is_used(use: Use) -> None:
    unsafe, safe = PlaintextKeyring(), Kept()
    use(chain(unsafe, safe)).set("a1", PASSWORD)
    assert unsafe.calls == []
    assert safe.entries == {(SERVICE, "a1"): PASSWORD}


def test_session_only_works_beside_a_refused_keyring(use: Use) -> None:
    secrets = use(keyring.backends.null.Keyring())
    assert secrets.set("a1", PASSWORD, session_only=True) is SecretsKind.SESSION
    assert secrets.get("a1") == PASSWORD
    secrets.delete("a1")
    with pytest.raises(SecretsProblem):
        secrets.get("a1")


def test_session_only_never_touches_the_keyring(use: Use) -> None:
    shelf = Kept()
    secrets = use(shelf)
    secrets.set("a1", PASSWORD, session_only=True)
    secrets.get("a1")
    assert shelf.calls == []


def test_a_report_writes_and_reads_nothing(use: Use) -> None:
    shelf = Kept()
    report = use(shelf).report()
    assert (report.backend, report.accepted, shelf.calls) == ("Secret Service", True, [])


@pytest.mark.parametrize(("old", "new"), [("old", "new"), ("old", LONG), (LONG, "new"), (LONG, LONG[::-1])])
def test_on_windows_an_update_leaves_no_former_value_behind(use: Use, old: str, new: str) -> None:
    vault = KeptOnWindows()
    secrets = use(vault)
    secrets.set("a1", old)
    secrets.set("a1", new)
    former = set(parts.split(old)[1]) or {old}
    assert not vault.everything & former
    secrets.delete("a1")
    assert vault.everything == set()


def test_a_write_that_is_forgotten_is_a_problem(use: Use) -> None:
    shelf = Kept()
    shelf.before = lambda _call: shelf.entries.clear()
    assert "did not give it back" in refusal(use(shelf)).sentence


def test_a_write_that_is_cut_is_a_problem_and_leaves_nothing(use: Use) -> None:
    shelf = Kept()

    def cut(call: str) -> None:
        if call == "get":
            shelf.entries.update({key: value[:10] for key, value in shelf.entries.items()})

    shelf.before = cut
    assert "did not give it back" in refusal(use(shelf)).sentence
    assert shelf.entries == {}


class SecretServiceNotAvailableException(Exception):
    """Named like secretstorage's, which comes through the library as it is."""

    __module__ = "secretstorage.exceptions"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (keyring.errors.KeyringLocked(f"no {PASSWORD}"), "is locked"),
        (keyring.errors.InitError(f"no {PASSWORD}"), "refused the request"),
        (keyring.errors.PasswordSetError(f"no {PASSWORD}"), "refused the request"),
        (keyring.errors.NoKeyringError(f"no {PASSWORD}"), "No keyring is running"),
        (SecretServiceNotAvailableException(f"no {PASSWORD}"), "No keyring is running"),
        (ConnectionResetError(f"no {PASSWORD}"), "refused the request"),
        (UnicodeDecodeError("utf-8", PASSWORD.encode(), 0, 1, "bad"), "refused the request"),
    ],
)
def test_each_refusal_has_its_sentence(use: Use, error: Exception, words: str) -> None:
    shelf = Kept()

    def refuse(_call: str) -> None:
        raise error

    shelf.before = refuse
    secrets = use(shelf)
    assert words in refusal(secrets).sentence
    with pytest.raises(SecretsProblem):
        secrets.get("a1")


def test_a_locked_keyring_does_not_pass_for_forgotten(use: Use) -> None:
    shelf = Kept()
    secrets = use(shelf)
    secrets.set("a1", PASSWORD)

    def refuse(_call: str) -> None:
        raise keyring.errors.KeyringLocked

    shelf.before = refuse
    with pytest.raises(SecretsProblem, match="is locked"):
        secrets.delete("a1")


def test_a_deletion_that_is_refused_is_told(use: Use) -> None:
    shelf = Kept()
    secrets = use(shelf)
    secrets.set("a1", PASSWORD)

    def refuse(call: str) -> None:
        if call == "delete":
            raise keyring.errors.PasswordDeleteError("Cancelled by user")

    shelf.before = refuse
    with pytest.raises(SecretsProblem, match="still has the password"):
        secrets.delete("a1")


def test_a_bug_of_ours_stays_a_bug(use: Use) -> None:
    shelf = Kept()

    def stumble(_call: str) -> None:
        raise TypeError("ours")

    shelf.before = stumble
    secrets = use(shelf)
    with pytest.raises(TypeError, match="ours"):
        secrets.get("a1")


def test_a_keyring_that_does_not_answer(use: Use) -> None:
    shelf = Kept()
    unlocked = threading.Event()

    def wait(_call: str) -> None:
        unlocked.wait()

    shelf.before = wait
    use(shelf)
    secrets = KeyringSecrets(SERVICE, deadline=0.2)
    try:
        assert "did not answer" in refusal(secrets).sentence
        # The first call still waits: no second window is opened, and the session's own are there all the same.
        assert "did not answer" in refusal(secrets).sentence
        assert [thread.name for thread in threading.enumerate()].count("keyring") == 1
        assert "did not answer" in secrets.report().why_not
        secrets.set("a1", "for now", session_only=True)
        assert secrets.get("a1") == "for now"
    finally:
        unlocked.set()


def test_a_password_that_is_not_text_is_refused_before_it_is_kept(use: Use) -> None:
    shelf = Kept()
    secrets = use(shelf)
    with pytest.raises(SecretsProblem) as caught:
        secrets.set("a1", "half \ud800")
    assert caught.value.field == "password"
    assert shelf.calls == []


def test_a_long_secret_is_parted_for_windows_and_leaves_nothing_behind(use: Use) -> None:
    vault = KeptOnWindows()
    secrets = use(vault)
    token = "🔑" * 1500
    secrets.set("a1", token)
    assert max(len(entry.encode("utf-16-le")) for entry in vault.entries.values()) <= 2560
    assert secrets.get("a1") == token
    secrets.set("a1", "companion-parts:1:")
    assert secrets.get("a1") == "companion-parts:1:"
    assert len(vault.entries) == 2
    secrets.set("a1", "short")
    assert vault.entries == {(SERVICE, "a1"): "short"}
    secrets.set("a1", token)
    del vault.entries[SERVICE, "a1 part 2"]
    assert secrets.get("a1") is None
    secrets.delete("a1")
    assert vault.entries == {}


# --- a keyring that fails half way --------------------------------------------------------------------------------

PAIRS = [("old", "new"), ("old", LONG), (LONG, "new"), (LONG, LONG[::-1] + "more" * 300), (LONG, LONG[1200:])]


class Failing:
    """Fails at the call of that number, and at so many calls after it."""

    def __init__(self, number: int, after: int, error: Exception) -> None:
        self.calls = 0
        self._fails = range(number, number + 1 + after)
        self._error = error

    def __call__(self, _call: str) -> None:
        self.calls += 1
        if self.calls - 1 in self._fails:
            raise self._error


@pytest.mark.parametrize("error", [keyring.errors.PasswordSetError("no"), ConnectionResetError("no")])
@pytest.mark.parametrize("after", [0, 1000], ids=["once", "from then on"])
@pytest.mark.parametrize("kind", [Kept, KeptOnWindows])
@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_a_write_that_fails_at_any_step_leaves_a_whole_secret(
    use: Use, kind: type[Kept | KeptOnWindows], old: str, new: str, after: int, error: Exception
) -> None:
    refused = number = 0
    while True:
        shelf = kind()
        secrets = use(shelf)
        secrets.set("a1", old)
        shelf.before = failing = Failing(number, after, error)
        try:
            secrets.set("a1", new)
            allowed = {new}
        except SecretsProblem:
            refused += 1
            # what nothing can be written to any more can't be put back either
            allowed = {old} if after == 0 and isinstance(error, keyring.errors.KeyringError) else {old, new}
        shelf.before = shelf.calls.append
        assert secrets.get("a1") in allowed, number
        secrets.set("a1", new)
        assert secrets.get("a1") == new
        assert len(shelf.entries) == 1 + parts.follow(shelf.entries[SERVICE, "a1"])[0], "nothing beside it"
        secrets.delete("a1")
        assert shelf.entries == {}
        if failing.calls <= number:
            break
        number += 1
    assert refused >= 3


@pytest.mark.parametrize("kind", [Kept, KeptOnWindows])
def test_a_removal_after_a_write_that_was_cut_short_cleans_everything(
    use: Use, kind: type[Kept | KeptOnWindows]
) -> None:
    shelf = kind()
    secrets = use(shelf)
    secrets.set("a1", LONG)
    shelf.before = Failing(4, 1000, ConnectionResetError("no"))
    with pytest.raises(SecretsProblem):
        secrets.set("a1", LONG[::-1])
    shelf.before = shelf.calls.append
    assert len(shelf.entries) > 5
    assert secrets.get("a1") == LONG
    secrets.delete("a1")
    assert shelf.entries == {}


def test_what_an_earlier_version_parted_is_read_and_replaced(use: Use) -> None:
    shelf = Kept()
    head, rest = "companion-parts:2:", ["one", "two"]
    shelf.entries |= {(SERVICE, "a1"): head, (SERVICE, "a1 part 1"): rest[0], (SERVICE, "a1 part 2"): rest[1]}
    secrets = use(shelf)
    assert secrets.get("a1") == "onetwo"
    secrets.set("a1", LONG)
    assert secrets.get("a1") == LONG
    assert len(shelf.entries) == 5
