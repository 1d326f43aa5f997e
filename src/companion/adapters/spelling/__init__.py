"""Spell checking with what the system has: Enchant, which asks Hunspell, Nuspell, Aspell or the desktop's own."""

from companion.adapters.spelling.enchant import EnchantSpeller

__all__ = ["EnchantSpeller"]
