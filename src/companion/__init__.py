"""Companion: a desk companion for a job search, which answers a no with the user's own successes."""

__version__ = "0.1.0"
