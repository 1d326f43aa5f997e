"""Consents: kept in the keyring alone, renewed when their token ends, and told plainly when they have ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.fakes.authorizer import URL, FakeAuthorizer
from tests.fakes.office import ACCOUNT, PASSWORD, Office, make_office

from companion.core import oauth
from companion.core.account import Account, Auth
from companion.core.follow_up import LetterKind
from companion.core.outbox import LetterState
from companion.core.problem import Problem
from companion.services.consents import Given
from companion.services.ports import (
    ConsentFault,
    ConsentProblem,
    MailFault,
    MailProblem,
    SecretsKind,
    SecretsProblem,
)

DRAFT = replace(
    ACCOUNT,
    auth=Auth.OAUTH,
    authorize_url="https://login.example.org/authorize",
    token_url="https://login.example.org/token",
    client_id="client-1",
    scope="mail",
)
ENDED = ConsentProblem(ConsentFault.ENDED, "The consent has expired or was taken back. Consent again in Settings.")


@pytest.fixture
def office() -> Office:
    return make_office()


def given(office: Office, client_secret: str = "") -> Given:
    asked = office.accounts.ask_consent(DRAFT, client_secret)
    assert asked.url == URL
    return asked.finish(lambda: False)


def set_up(office: Office, *, session_only: bool = False) -> Account:
    account = office.accounts.save(DRAFT, given(office), session_only=session_only).value.account
    office.mailer.password = "access-1"
    return account


def test_the_consent_is_in_the_keyring_alone(office: Office) -> None:
    outcome = office.accounts.save(DRAFT, given(office, " client-secret "))
    account = outcome.value.account
    assert outcome.value.kept_in is SecretsKind.KEYRING
    assert office.authorizer.secrets == ["client-secret"]
    assert oauth.consent(office.secrets.kept[account.id]) == oauth.Consent("refresh-1", "client-secret")
    for told in (repr(office.accounts), repr(outcome), repr(office.accounts.ask_consent(DRAFT, "client-secret"))):
        for secret in ("access-1", "refresh-1", "client-secret"):
            assert secret not in told


def test_a_token_serves_until_its_last_minute_and_is_then_renewed(office: Office) -> None:
    account = set_up(office)
    assert office.accounts.test(account)
    office.clock.forward(timedelta(minutes=58))
    assert office.accounts.test(account)
    assert office.authorizer.renewed == []
    office.clock.forward(timedelta(minutes=1))
    office.mailer.password = "access-2"
    assert office.accounts.test(account)
    assert office.authorizer.renewed == ["refresh-1"]


def test_a_new_refresh_token_takes_the_place_of_the_one_before(office: Office) -> None:
    office.authorizer.rotates = True
    account = set_up(office)
    for hour in range(1, 3):
        office.clock.forward(timedelta(hours=1))
        office.accounts.consents.bearer(account)
        assert office.secrets.kept[account.id] == oauth.Consent(f"refresh-{hour + 1}").kept()
    assert office.authorizer.renewed == ["refresh-1", "refresh-2"]


def test_a_consent_for_this_session_stays_out_of_the_keyring(office: Office) -> None:
    office.authorizer.rotates = True
    account = set_up(office, session_only=True)
    office.clock.forward(timedelta(hours=1))
    office.accounts.consents.bearer(account)
    assert office.secrets.kept == {}
    assert office.secrets.session[account.id] == oauth.Consent("refresh-2", session_only=True).kept()


def test_a_token_that_is_refused_is_renewed_once_and_the_letter_leaves_once(office: Office) -> None:
    set_up(office)
    office.mailer.password = "access-2"
    letter = queued(office)
    office.outbox.send_due()
    assert office.letter(letter).state is LetterState.SENT
    assert len(office.mailer.received) == 1
    assert office.authorizer.renewed == ["refresh-1"]


def test_a_token_that_is_refused_twice_is_told(office: Office) -> None:
    account = set_up(office)
    office.mailer.password = "another"
    with pytest.raises(MailProblem) as problem:
        office.accounts.test(account)
    assert problem.value.fault is MailFault.LOGIN
    assert office.authorizer.renewed == ["refresh-1"]


def test_a_consent_taken_back_holds_the_letter_and_says_the_way_back(office: Office) -> None:
    set_up(office)
    letter = queued(office)
    office.clock.forward(timedelta(hours=1))
    office.authorizer.problem = ENDED
    office.outbox.send_due()
    held = office.letter(letter)
    assert (held.state, held.why) == (LetterState.FAILED, ENDED.sentence)
    assert office.mailer.received == []


def test_a_provider_that_cannot_answer_now_is_asked_again(office: Office) -> None:
    set_up(office)
    letter = queued(office)
    office.clock.forward(timedelta(hours=1))
    office.authorizer.problem = ConsentProblem(ConsentFault.NO_ANSWER, "Not now.", passing=True)
    office.outbox.send_due()
    assert office.letter(letter).state is LetterState.QUEUED


def test_without_a_consent_nothing_is_kept_or_tried(office: Office) -> None:
    for call in (office.accounts.save, office.accounts.try_out):
        with pytest.raises(Problem) as problem:
            call(DRAFT, "")
        assert problem.value.field == "consent"
    assert office.accounts.all() == ()
    account = set_up(office)
    assert office.accounts.try_out(DRAFT, "")
    # its name changes nothing of the consent; the client, the mailbox and the scope do
    assert office.accounts.save(replace(DRAFT, name="Jo M."), "").value.account.id == account.id
    for other in (
        replace(DRAFT, client_id="client-2"),
        replace(DRAFT, scope="all"),
        replace(DRAFT, id=account.id, address="two@example.org"),
    ):
        with pytest.raises(Problem, match=r"consent is missing|another mailbox"):
            office.accounts.save(other, "")
    office.secrets.kept.clear()
    office.accounts.consents.forget(account.id)
    with pytest.raises(SecretsProblem, match="Consent again in Settings"):
        office.accounts.test(account)


def test_a_consent_is_kept_for_what_it_was_asked_for_alone(office: Office) -> None:
    new = given(office)
    for other in (
        replace(DRAFT, token_url="https://elsewhere.example.org/token"),
        replace(DRAFT, client_id="client-2"),
        replace(DRAFT, address="two@example.org"),
    ):
        for call in (office.accounts.save, office.accounts.try_out):
            with pytest.raises(Problem, match="consent is missing"):
                call(other, new)
    assert office.secrets.kept == {}
    assert office.accounts.save(replace(DRAFT, port=587), new).value.account.port == 587


def test_from_a_password_to_a_consent_and_back(office: Office) -> None:
    account = office.set_up_account()
    with pytest.raises(Problem, match="consent is missing"):
        office.accounts.save(DRAFT, "")
    after = office.accounts.save(DRAFT, given(office)).value.account
    assert (after.id, after.auth) == (account.id, Auth.OAUTH)
    with pytest.raises(Problem, match="password is missing"):
        office.accounts.save(ACCOUNT, "")
    back = office.accounts.save(ACCOUNT, PASSWORD).value.account
    assert (back.auth, back.client_id) == (Auth.PASSWORD, "")
    assert office.secrets.kept == {account.id: PASSWORD}
    assert office.accounts.test(back)


def test_a_removed_account_leaves_nothing(office: Office) -> None:
    account = set_up(office)
    office.accounts.remove(account.id)
    assert office.secrets.kept == {}
    with pytest.raises(SecretsProblem):
        office.accounts.consents.bearer(account)


def test_a_consent_without_a_way_to_renew_it_is_not_taken(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_to_renew(_self: FakeAuthorizer, *, with_refresh: bool) -> oauth.Tokens:
        assert with_refresh
        return oauth.Tokens("access", "", 3600)

    asked = office.accounts.ask_consent(DRAFT)
    monkeypatch.setattr(FakeAuthorizer, "tokens", none_to_renew)
    with pytest.raises(ConsentProblem, match="none to renew it with"):
        asked.finish(lambda: False)


def queued(office: Office) -> str:
    """A letter that is due now."""
    application = office.interviewed()
    follow_up = next(f for f in office.open_follow_ups(application) if f.kind is LetterKind.THANK_YOU)
    return office.outbox.queue(follow_up.id, after_review=True, undo_for=timedelta()).value.id


def test_the_clients_secret_is_not_asked_twice_and_goes_to_nobody_else(office: Office) -> None:
    office.accounts.save(DRAFT, given(office, "client-secret"))
    again = office.accounts.ask_consent(DRAFT).finish(lambda: False)
    assert again.consent.client_secret == "client-secret"
    elsewhere = replace(DRAFT, token_url="https://elsewhere.example.org/token")
    another = replace(DRAFT, client_id="client-2")
    for draft in (elsewhere, another, replace(DRAFT, address="another@example.org")):
        office.accounts.ask_consent(draft)
    office.accounts.ask_consent(DRAFT, "a-new-one")
    assert office.authorizer.secrets == ["client-secret", "client-secret", "", "", "", "a-new-one"]
    office.secrets.problem = SecretsProblem("Your keyring is locked.")
    office.accounts.ask_consent(DRAFT)
    assert office.authorizer.secrets[-1] == ""
