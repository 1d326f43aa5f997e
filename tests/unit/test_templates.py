"""The user's own templates: plain files, whole or not at all, and nothing of theirs is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.adapters.templates.files import FileTemplates
from companion.core.letter import Template
from companion.core.problem import Problem
from companion.services.resources import resource_path

MINE = Template("Thanks for today, {first_name}", "Hello {name},\n\nwhat next\u00a0?\n\n{my_name}\n")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "letters"


@pytest.fixture
def templates(own: Path) -> FileTemplates:
    return FileTemplates(resource_path(), own)


def test_there_is_none_until_one_is_saved(templates: FileTemplates, own: Path) -> None:
    assert templates.own("advice", "fr") is None
    templates.save("advice", "fr", MINE)
    assert templates.own("advice", "fr") == MINE
    assert templates.own("advice", "en") is None
    assert templates.template("advice", "fr") != MINE
    assert [file.name for file in (own / "fr").iterdir()] == ["advice.txt"]
    assert (own / "fr" / "advice.txt").read_text(encoding="utf-8").startswith("Subject: Thanks for today,")


def test_the_original_comes_back_and_the_own_text_is_set_aside(templates: FileTemplates, own: Path) -> None:
    templates.reset("advice", "en")
    templates.save("advice", "en", MINE)
    templates.reset("advice", "en")
    assert templates.own("advice", "en") is None
    assert "Hello {name}" in (own / "en" / "advice.txt.before").read_text(encoding="utf-8")
    templates.save("advice", "en", Template("My second text here", "Hello again\n"))
    templates.reset("advice", "en")
    assert "Hello {name}" in (own / "en" / "advice.txt.before").read_text(encoding="utf-8")
    assert "Hello again" in (own / "en" / "advice.txt.before-2").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("held", "says"),
    [
        (b"Hello", "begins with"),
        (b"Subject: A b c\n\n{salary}", "is none of the words"),
        (b"Subject: A b c\n\n\xff", "not text in UTF-8"),
        (b"x" * 200_000, "too large"),
    ],
)
def test_a_broken_one_is_told_and_stays(templates: FileTemplates, own: Path, held: bytes, says: str) -> None:
    file = own / "de" / "status.txt"
    file.parent.mkdir(parents=True)
    file.write_bytes(held)
    with pytest.raises(Problem, match=says) as told:
        templates.own("status", "de")
    assert str(file) in told.value.sentence
    assert file.read_bytes() == held
    templates.save("status", "de", MINE)
    assert templates.own("status", "de") == MINE
    assert (own / "de" / "status.txt.before").read_bytes() == held


def test_a_folder_in_its_place_is_told(templates: FileTemplates, own: Path) -> None:
    (own / "en" / "advice.txt").mkdir(parents=True)
    with pytest.raises(Problem, match="can't be read"):
        templates.own("advice", "en")


def test_what_cannot_be_written_leaves_the_old_text(templates: FileTemplates, own: Path) -> None:
    own.parent.mkdir(parents=True)
    own.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(Problem, match=r"could not be written\. The letter stays as it was\."):
        templates.save("advice", "en", MINE)


def test_a_mark_of_the_byte_order_is_no_fault(templates: FileTemplates, own: Path) -> None:
    (own / "en").mkdir(parents=True)
    (own / "en" / "advice.txt").write_bytes(b"\xef\xbb\xbfSubject: A b c\r\n\r\nHi\r\n")
    assert templates.own("advice", "en") == Template("A b c", "Hi\n")


def test_a_draft_that_a_crash_left_is_not_read(templates: FileTemplates, own: Path) -> None:
    (own / "en").mkdir(parents=True)
    (own / "en" / ".advice.txt.abc").write_text("half", encoding="utf-8")
    assert templates.own("advice", "en") is None
