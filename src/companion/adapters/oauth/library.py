"""What is used of oauthlib, with whole types: its own say nothing of the keywords it passes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, cast


class Client(Protocol):
    """`oauthlib.oauth2.WebApplicationClient`. Made without a scope: it would take a provider that tells the scope in
    other words (Microsoft) for one that gave another scope.
    """

    def prepare_request_uri(self, uri: str, **words: str | None) -> str: ...

    def prepare_request_body(self, **words: str) -> str: ...

    def prepare_refresh_body(self, **words: str) -> str: ...

    def parse_request_body_response(self, body: str) -> Mapping[str, object]: ...


def client(client_id: str) -> Client:
    """A client of the code flow. Loads the library."""
    from oauthlib.oauth2 import WebApplicationClient

    made: object = WebApplicationClient(client_id)
    return cast("Client", made)
