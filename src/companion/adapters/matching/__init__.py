"""Finds the application that somebody means, from what they typed so far."""

from __future__ import annotations

from companion.adapters.matching.rapidfuzz_matcher import RapidfuzzMatcher

__all__ = ["RapidfuzzMatcher"]
