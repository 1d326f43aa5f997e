"""ports.Speller over the system's Enchant 2 (libenchant-2), loaded when the first letter is looked at.

Without it, or without a dictionary for the language, every word counts as known. It is no dependency of ours but one C
library with a small, stable interface, which most desktops have: it asks Hunspell, Nuspell or Aspell.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

from companion.core.spelling import words_in

LIBRARIES: Final = ("libenchant-2.so.2", "libenchant-2.2.dylib", "libenchant-2.dylib", "libenchant-2.dll")
MOST_SUGGESTIONS: Final = 5
MOST_UNKNOWN: Final = 40
"""Words that are told; a text with more of them is in another language."""

_DESCRIBE = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p)
_STRINGS = ctypes.POINTER(ctypes.c_char_p)
_POINTER, _OCTETS, _LENGTH = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_ssize_t


class _Function(Protocol):
    """A C function as ctypes has it."""

    restype: Any
    argtypes: Any
    __call__: Callable[..., Any]


class EnchantSpeller:
    """ports.Speller. libraries: the names to try; tests give none that are there."""

    def __init__(self, libraries: Sequence[str] = LIBRARIES) -> None:
        self._libraries = libraries
        self._turn = threading.Lock()
        self._enchant: _Enchant | None = None
        self._tried = False
        self._broker: int | None = None
        self._dictionaries: dict[str, int | None] = {}
        self._suggested: dict[tuple[str, str], tuple[str, ...]] = {}

    def unknown(self, text: str, language: str, known: Iterable[str] = ()) -> Mapping[str, tuple[str, ...]]:
        own = {word for value in known for word in words_in(value)}
        with self._turn:
            enchant = self._opened()
            dictionary = self._dictionary(enchant, language) if enchant is not None else None
            if enchant is None or dictionary is None:
                return {}
            words = (word for word in dict.fromkeys(words_in(text)) if word not in own)
            found = [word for word in words if enchant.check(dictionary, _octets(word), len(_octets(word))) > 0]
            return {word: self._suggestions(enchant, dictionary, (language, word)) for word in found[:MOST_UNKNOWN]}

    def close(self) -> None:
        with self._turn:
            if self._enchant is not None and self._broker is not None:
                for dictionary in self._dictionaries.values():
                    if dictionary is not None:
                        self._enchant.free_dictionary(self._broker, dictionary)
                self._enchant.free(self._broker)
            self._broker = None
            self._dictionaries.clear()
            self._suggested.clear()

    def _opened(self) -> _Enchant | None:
        if not self._tried:
            self._tried = True
            self._enchant = _loaded(self._libraries)
        if self._enchant is not None and self._broker is None:
            self._broker = self._enchant.begin()
        return self._enchant if self._broker is not None else None

    def _dictionary(self, enchant: _Enchant, language: str) -> int | None:
        if language not in self._dictionaries and self._broker is not None:
            tag = best(enchant.tags(self._broker), language, os.environ.get("LANG", ""))
            self._dictionaries[language] = enchant.request(self._broker, tag.encode()) if tag else None
        return self._dictionaries.get(language)

    def _suggestions(self, enchant: _Enchant, dictionary: int, asked: tuple[str, str]) -> tuple[str, ...]:
        if asked not in self._suggested:
            self._suggested[asked] = enchant.suggestions(dictionary, _octets(asked[1]))
        return self._suggested[asked]


class _Enchant:
    """The library's functions, with their types."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self.begin: Callable[[], int | None] = _bound(library.enchant_broker_init, _POINTER)
        self.free: Callable[[int], None] = _bound(library.enchant_broker_free, None, _POINTER)
        self.request: Callable[[int, bytes], int | None] = _bound(
            library.enchant_broker_request_dict, _POINTER, _POINTER, _OCTETS
        )
        self.free_dictionary: Callable[[int, int], None] = _bound(
            library.enchant_broker_free_dict, None, _POINTER, _POINTER
        )
        self.check: Callable[[int, bytes, int], int] = _bound(
            library.enchant_dict_check, ctypes.c_int, _POINTER, _OCTETS, _LENGTH
        )
        self._list = _bound(library.enchant_broker_list_dicts, None, _POINTER, _DESCRIBE, _POINTER)
        self._suggest = _bound(
            library.enchant_dict_suggest, _STRINGS, _POINTER, _OCTETS, _LENGTH, ctypes.POINTER(ctypes.c_size_t)
        )
        self._free_strings = _bound(library.enchant_dict_free_string_list, None, _POINTER, _STRINGS)

    def tags(self, broker: int) -> list[str]:
        """The dictionaries there are: "en_US", "de_DE"…"""
        found: list[str] = []

        def note(tag: bytes, _name: bytes, _about: bytes, _file: bytes, _data: object) -> None:
            found.append(tag.decode(errors="replace"))

        self._list(broker, _DESCRIBE(note), None)
        return found

    def suggestions(self, dictionary: int, word: bytes) -> tuple[str, ...]:
        """What could have been meant, the likeliest first."""
        count = ctypes.c_size_t()
        listed = self._suggest(dictionary, word, len(word), ctypes.byref(count))
        if not listed:
            return ()
        found = tuple(listed[n].decode(errors="replace") for n in range(min(count.value, MOST_SUGGESTIONS)))
        self._free_strings(dictionary, listed)
        return found


def best(tags: Iterable[str], language: str, wanted: str) -> str:
    """The dictionary to use for a language ("en"): that of the user's own locale (wanted: "en_GB.UTF-8"), else that of
    the country of the same name, else American English, else the first. "" if there is none.
    """
    fitting = sorted(tag for tag in tags if tag.replace("-", "_").partition("_")[0] == language)
    for choice in (wanted.partition(".")[0], f"{language}_{language.upper()}", "en_US"):
        if choice in fitting:
            return choice
    return fitting[0] if fitting else ""


def _loaded(names: Sequence[str]) -> _Enchant | None:
    for name in names:
        try:
            return _Enchant(ctypes.CDLL(name))
        except (OSError, AttributeError):  # not there; not what its name says
            continue
    return None


def _bound(function: _Function, result: type | None, *arguments: type) -> Callable[..., Any]:
    function.restype, function.argtypes = result, arguments
    return function


def _octets(word: str) -> bytes:
    return word.replace("’", "'").encode()
