"""Mail accounts: the password goes to the keyring and nowhere else, and nothing is kept half."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes.mailbox import FOLDER
from tests.fakes.mailer import GREETING
from tests.fakes.office import ACCOUNT, PASSWORD, Office, make_office
from tests.fakes.store import MemoryStore

from companion.core.account import Account, FilesSent, Security
from companion.core.problem import Problem
from companion.services.accounts import LoggedIn
from companion.services.ports import MailFault, MailProblem, SecretsKind, SecretsProblem, StoreProblem

LOCKED = SecretsProblem("The keyring is locked.")


@pytest.fixture
def office() -> Office:
    return make_office()


def fill_the_disk(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on every write fails."""

    def full(_self: MemoryStore, _now: object, **_how: bool) -> None:
        raise StoreProblem("The disk is full. Nothing was saved.")

    monkeypatch.setattr(MemoryStore, "write", full)
    with pytest.raises(StoreProblem):
        office.preferences.welcomed()


def test_the_password_is_in_the_keyring_alone(office: Office) -> None:
    outcome = office.accounts.save(ACCOUNT, "s3cret-words", origin="settings")
    account = outcome.value.account
    assert outcome.value.kept_in is SecretsKind.KEYRING
    assert office.secrets.kept == {account.id: "s3cret-words"}
    assert office.secrets.session == {}
    assert office.accounts.all() == (account,)
    for told in (repr(office.accounts.all()), repr(outcome), repr(office.store.settings())):
        assert "s3cret" not in told


def test_the_first_account_sends_until_another_is_chosen(office: Office) -> None:
    assert office.accounts.default() is None
    first = office.set_up_account()
    second = office.accounts.save(replace(ACCOUNT, address="two@example.org"), PASSWORD).value.account
    assert office.accounts.default() == first
    office.preferences.use_account(second.id)
    assert office.accounts.default() == second
    office.accounts.remove(second.id)
    assert office.accounts.default() == first


def test_an_account_is_known_by_its_address(office: Office) -> None:
    first = office.set_up_account()
    changed = office.accounts.save(replace(ACCOUNT, address="ME@example.org", port=587, security=Security.STARTTLS), "")
    assert changed.value.account.id == first.id
    assert changed.value.kept_in is None
    assert [a.port for a in office.accounts.all()] == [587]
    assert office.accounts.password(first) == PASSWORD


def test_a_keyring_that_refuses_keeps_everything_as_it_was(office: Office) -> None:
    office.secrets.problem = LOCKED
    with pytest.raises(SecretsProblem, match="locked"):
        office.accounts.save(ACCOUNT, PASSWORD)
    assert office.accounts.all() == ()
    assert office.store.settings().default_account == ""


def test_a_full_disk_takes_the_new_password_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_the_disk(office, monkeypatch)
    with pytest.raises(StoreProblem, match="full"):
        office.accounts.save(ACCOUNT, PASSWORD)
    assert office.secrets.kept == {}


def test_a_full_disk_brings_the_old_password_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    account = office.set_up_account()
    fill_the_disk(office, monkeypatch)
    with pytest.raises(StoreProblem, match="full"):
        office.accounts.save(ACCOUNT, "another")
    assert office.secrets.kept == {account.id: PASSWORD}


def test_this_session_only_needs_no_keyring(office: Office) -> None:
    office.secrets.problem = LOCKED
    outcome = office.accounts.save(ACCOUNT, PASSWORD, session_only=True)
    assert outcome.value.kept_in is SecretsKind.SESSION
    assert office.secrets.kept == {}
    assert office.accounts.test(outcome.value.account) == LoggedIn(GREETING)


def test_this_session_only_needs_no_keyring_for_a_known_account_either(office: Office) -> None:
    account = office.set_up_account()
    office.secrets.problem = LOCKED
    assert office.accounts.save(ACCOUNT, PASSWORD, session_only=True).value.account == account
    assert office.secrets.session == {account.id: PASSWORD}


def test_a_full_disk_is_what_is_told_also_when_the_keyring_is_locked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.secrets.problem = LOCKED
    fill_the_disk(office, monkeypatch)
    with pytest.raises(StoreProblem, match="full"):
        office.accounts.save(ACCOUNT, PASSWORD, session_only=True)
    assert office.secrets.session == {}


def test_removing_forgets_the_password_and_undo_keeps_the_account(office: Office) -> None:
    account = office.set_up_account()
    outcome = office.accounts.remove(account.id)
    assert office.secrets.kept == {}
    assert office.accounts.all() == ()
    for key in (account.id, "nobody"):
        with pytest.raises(Problem, match="no such account"):
            office.accounts.remove(key)
    office.desk.undo(outcome.undo)
    assert office.accounts.all() == (account,)
    with pytest.raises(SecretsProblem, match="not in your keyring") as told:
        office.accounts.password(account)
    assert told.value.field == "password"


def test_accounts_by_address(office: Office) -> None:
    with pytest.raises(Problem, match="No mail account is set up"):
        office.accounts.named("")
    account = office.set_up_account()
    assert office.accounts.named("") == office.accounts.named("Me@Example.org") == account
    with pytest.raises(Problem, match=r"no account you@example\.org"):
        office.accounts.named("you@example.org")


def test_the_test_logs_in_and_says_what_fails(office: Office) -> None:
    account = office.set_up_account()
    assert office.accounts.test(account) == LoggedIn(GREETING)
    office.mailer.fail(MailFault.CERTIFICATE)
    with pytest.raises(MailProblem) as told:
        office.accounts.test(account)
    assert told.value.field == "host"
    office.secrets.set(account.id, "wrong")
    with pytest.raises(MailProblem) as told:
        office.accounts.test(account)
    assert told.value.field == "password"


def test_a_form_can_be_tried_before_anything_is_kept(office: Office) -> None:
    with pytest.raises(Problem, match="password is missing") as told:
        office.accounts.try_out(ACCOUNT, "")
    assert told.value.field == "password"
    assert office.accounts.try_out(ACCOUNT, PASSWORD) == LoggedIn(GREETING)
    assert office.store.all(Account) == ()
    assert office.secrets.kept == {}
    office.set_up_account()
    assert office.accounts.try_out(replace(ACCOUNT, port=587), "") == LoggedIn(GREETING)
    assert office.accounts.all()[0].port == 465


def test_the_test_logs_in_at_the_mailbox_too_and_says_of_each_whether_it_works(office: Office) -> None:
    draft = replace(ACCOUNT, imap_host="imap.example.org")
    assert office.accounts.try_out(draft, PASSWORD) == LoggedIn(GREETING, FOLDER)
    account = office.accounts.save(draft, PASSWORD).value.account
    assert office.accounts.test(account) == LoggedIn(GREETING, FOLDER)
    refused = "The fake says: refused."
    cases = (
        (None, MailFault.REFUSED, "imap_port", f"Sending: It works. Mailbox: {refused}"),
        (None, MailFault.FOLDER, "", "Sending: It works. Mailbox: The fake says: no Sent folder."),
        (None, MailFault.LOGIN, "password", "Sending: It works. Mailbox: The fake says: login refused."),
        (MailFault.NO_TLS, None, "security", "Sending: The fake says: no TLS. Mailbox: It works."),
        (MailFault.REFUSED, MailFault.REFUSED, "port", f"Sending: {refused} Mailbox: {refused}"),
    )
    for sending, mailbox, field, sentence in cases:
        if sending:
            office.mailer.fail(sending, details="554 No")
        if mailbox:
            office.mailbox.fail(mailbox)
        with pytest.raises(Problem) as told:
            office.accounts.test(account)
        assert (told.value.sentence, told.value.field) == (sentence, field)
        assert told.value.details == ("554 No" if sending else "")


def test_a_bad_field_keeps_the_password_out_of_the_keyring(office: Office) -> None:
    for bad in (replace(ACCOUNT, host="a b"), replace(ACCOUNT, address="me"), replace(ACCOUNT, port=0)):
        with pytest.raises(Problem):
            office.accounts.save(bad, PASSWORD)
    assert office.secrets.kept == {}


def test_the_keyring_is_asked_what_it_is(office: Office) -> None:
    assert office.accounts.keyring().accepted
    office.secrets.problem = LOCKED
    assert office.accounts.keyring().why_not == LOCKED.sentence


def test_another_address_keeps_the_id_and_its_one_entry_in_the_keyring(office: Office) -> None:
    account = office.set_up_account()
    moved = replace(ACCOUNT, address="new@example.org", id=account.id)
    with pytest.raises(Problem, match="another mailbox") as told:
        office.accounts.save(moved, "")
    assert told.value.field == "password"
    with pytest.raises(Problem, match="The password is missing"):
        office.accounts.try_out(moved, "")
    office.accounts.save(moved, "new-words")
    assert [(a.id, a.address) for a in office.accounts.all()] == [(account.id, "new@example.org")]
    assert office.secrets.kept == {account.id: "new-words"}
    office.accounts.remove(account.id)
    assert office.secrets.kept == {}


def test_two_accounts_never_get_the_same_address(office: Office) -> None:
    first = office.set_up_account()
    second = office.accounts.save(replace(ACCOUNT, address="two@example.org"), PASSWORD).value.account
    with pytest.raises(Problem, match="Another account here has this address") as told:
        office.accounts.save(replace(ACCOUNT, address="ME@example.org", id=second.id), "other")
    assert told.value.field == "address"
    assert office.secrets.kept == {first.id: PASSWORD, second.id: PASSWORD}


def test_where_the_mailbox_is_stays_unless_it_is_said(office: Office) -> None:
    found = replace(ACCOUNT, imap_host="imap.example.org", imap_port=143, imap_security=Security.STARTTLS)
    account = office.accounts.save(found, PASSWORD).value.account
    assert (account.imap_host, account.imap_port, account.imap_security) == ("imap.example.org", 143, Security.STARTTLS)
    assert office.accounts.save(ACCOUNT, "").value.account == account
    with pytest.raises(Problem, match=r"imap\.example\.org") as told:
        office.accounts.save(replace(found, imap_host="no host"), "")
    assert told.value.field == "imap_host"
    assert office.accounts.save(replace(found, imap_host=""), "").value.account.imap_host == ""


def test_what_was_learned_of_a_server_goes_with_it(office: Office) -> None:
    account = office.set_up_account()
    with office.desk.work("") as work:
        work.put(replace(account, files_sent=FilesSent.YES))
    assert office.accounts.save(replace(ACCOUNT, name="Jo"), "").value.account.files_sent is FilesSent.YES
    assert office.accounts.save(replace(ACCOUNT, host="h.example"), "").value.account.files_sent is FilesSent.UNKNOWN


def test_letters_go_from_the_account_that_is_chosen(office: Office) -> None:
    office.set_up_account()
    second = office.accounts.save(replace(ACCOUNT, address="two@example.org"), PASSWORD).value.account
    assert office.accounts.send_from(second.id).value == second
    assert office.accounts.default() == second
    with pytest.raises(Problem, match="no such account"):
        office.accounts.send_from("nobody")
