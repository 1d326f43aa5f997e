"""Mails that were saved as files (.eml), read for the kind words in them."""

from __future__ import annotations

from companion.adapters.eml.reader import EmlReader

__all__ = ["EmlReader"]
