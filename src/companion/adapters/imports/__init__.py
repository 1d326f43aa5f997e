"""Reads the files of other trackers (ports.ImportReader)."""

from companion.adapters.imports.reader import ImportFiles

__all__ = ["ImportFiles"]
