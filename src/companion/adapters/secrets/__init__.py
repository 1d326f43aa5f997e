"""Passwords: in the operating system's keyring, or in memory for this session. Never in a file."""

from __future__ import annotations

from companion.adapters.secrets.keyring_secrets import KeyringSecrets

__all__ = ["KeyringSecrets"]
