"""Stores a secret in the Secret Service, reads it back and prints it, or prints the kind of error."""

from __future__ import annotations

import keyring
from keyring.backends.SecretService import Keyring
from keyring.errors import KeyringError

keyring.set_keyring(Keyring())
try:
    keyring.set_password("org.example.lab", "me", "s3cret €")
    print(keyring.get_password("org.example.lab", "me"))
except KeyringError as error:
    print(type(error).__name__)
