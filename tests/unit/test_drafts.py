"""A letter as a draft in a file: for the user alone, opened for editing, gone after a day."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from companion.app.drafts import write_draft
from companion.core.letter import Letter
from companion.core.problem import Problem

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LETTER = Letter("", "", "dana@acme.example", "Dana", "Thanks for today", "Dear Dana,\n\n" + "word " * 600)


def test_the_draft_opens_for_editing_and_only_the_user_can_read_it(tmp_path: Path) -> None:
    path = write_draft(tmp_path / "drafts", LETTER, NOW)
    assert path.read_bytes().startswith(b"X-Unsent: 1\r\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_drafts_of_another_day_go_with_the_next(tmp_path: Path) -> None:
    old = write_draft(tmp_path / "drafts", LETTER, NOW.replace(day=20))
    near = write_draft(tmp_path / "drafts", LETTER, NOW.replace(hour=11))
    for path, hours in ((old, 72), (near, 1)):
        written = NOW.timestamp() - hours * 3600
        os.utime(path, (written, written))
    path = write_draft(tmp_path / "drafts", LETTER, NOW)
    assert sorted(p.name for p in path.parent.iterdir()) == sorted((near.name, path.name))


def test_a_folder_that_can_not_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "drafts").write_text("in the way", encoding="utf-8")
    with pytest.raises(Problem, match="draft can't be written"):
        write_draft(tmp_path / "drafts", LETTER, NOW)
