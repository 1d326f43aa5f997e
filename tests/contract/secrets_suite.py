"""What every Secrets does; shared by the contract tests and the run against a real keyring in tests/e2e."""

from __future__ import annotations

import pytest

from companion.services.ports import Secrets, SecretsKind


class SecretsSuite:
    """A subclass gives the fixture `secrets`: an accepted, unlocked keyring with nothing in it."""

    @pytest.fixture
    def secrets(self) -> Secrets:
        raise NotImplementedError

    def test_nothing_is_kept_at_first(self, secrets: Secrets) -> None:
        assert secrets.get("a1") is None

    @pytest.mark.parametrize("password", ["hunter2", "päß wörd 密码 🔑", "x" * 1000, " spaces ", 'quo"te\\'])
    def test_gives_back_what_it_kept(self, secrets: Secrets, password: str) -> None:
        assert secrets.set("a1", password) is SecretsKind.KEYRING
        assert secrets.get("a1") == password

    @pytest.mark.parametrize("length", [1001, 2000, 2001, 9000])
    def test_gives_back_what_is_longer_than_one_entry(self, secrets: Secrets, length: int) -> None:
        """Windows' vault takes 2,560 bytes, and refresh tokens have more."""
        token = "".join(chr(0x21 + number % 90) for number in range(length - 1)) + "é"
        assert secrets.set("a1", token) is SecretsKind.KEYRING
        assert secrets.get("a1") == token
        assert secrets.set("a1", token[::-1][: length // 2]) is SecretsKind.KEYRING
        assert secrets.get("a1") == token[::-1][: length // 2]
        secrets.delete("a1")
        assert secrets.get("a1") is None

    def test_each_account_has_its_own(self, secrets: Secrets) -> None:
        secrets.set("a1", "one")
        secrets.set("a2", "two")
        assert (secrets.get("a1"), secrets.get("a2")) == ("one", "two")

    def test_a_later_one_replaces(self, secrets: Secrets) -> None:
        secrets.set("a1", "old")
        secrets.set("a1", "new")
        assert secrets.get("a1") == "new"
        secrets.delete("a1")
        assert secrets.get("a1") is None

    def test_deletes_and_no_error_if_there_is_none(self, secrets: Secrets) -> None:
        secrets.set("a1", "one")
        secrets.delete("a1")
        secrets.delete("a1")
        assert secrets.get("a1") is None

    def test_this_session_only_comes_first(self, secrets: Secrets) -> None:
        secrets.set("a1", "kept")
        assert secrets.set("a1", "for now", session_only=True) is SecretsKind.SESSION
        assert secrets.get("a1") == "for now"

    def test_keeping_ends_this_session_only(self, secrets: Secrets) -> None:
        secrets.set("a1", "for now", session_only=True)
        secrets.set("a1", "kept")
        assert secrets.get("a1") == "kept"

    def test_deletes_this_session_and_the_keyring(self, secrets: Secrets) -> None:
        secrets.set("a1", "kept")
        secrets.set("a1", "for now", session_only=True)
        secrets.delete("a1")
        assert secrets.get("a1") is None

    def test_reports_that_it_is_accepted(self, secrets: Secrets) -> None:
        report = secrets.report()
        assert report.accepted
        assert report.backend != ""
        assert report.why_not == ""

    def test_a_password_is_in_no_repr(self, secrets: Secrets) -> None:
        secrets.set("a1", "hunter2", session_only=True)
        assert "hunter2" not in repr(secrets)
