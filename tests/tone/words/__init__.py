"""The phrases of each rule in each language, as regular expressions between word boundaries, in either case.

They are matched against `sentences.plain`: straight apostrophes, single spaces, no mnemonics; a place that is filled in
later reads `{…}`.
"""
