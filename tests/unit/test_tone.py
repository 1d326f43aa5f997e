"""The tone check fails what must fail, passes the words of every day, and reads the whole app."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.tone import python_source, shipped
from tests.tone.check import EXEMPTIONS, READERS, Exemption, check, gather, judge
from tests.tone.examples import MUST_FAIL, MUST_PASS
from tests.tone.rules import LANGUAGES, RULES, Rule
from tests.tone.sentences import Sentence

ROOT = Path(__file__).parent.parent.parent
BY_NAME = {rule.name: rule for rule in RULES}
Plant = Callable[[str, str], Path]


def broken(sentence: Sentence) -> set[str]:
    return {violation.rule for violation in judge(sentence)}


def place(rule: Rule) -> str:
    """A path that the rule is about."""
    return rule.only[0] if rule.only else "src/companion/ui/x.py"


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        (name, language, text)
        for name, languages in MUST_FAIL.items()
        for language, texts in languages.items()
        for text in texts
    ],
)
def test_it_fails(name: str, language: str, text: str) -> None:
    assert name in broken(Sentence(place(BY_NAME[name]), 1, text, language))


@pytest.mark.parametrize(("language", "text"), [(lang, text) for lang, texts in MUST_PASS.items() for text in texts])
def test_an_ordinary_sentence_passes(language: str, text: str) -> None:
    assert broken(Sentence("src/companion/ui/x.py", 1, text, language)) == set()


def test_every_rule_has_examples_and_words_in_every_language() -> None:
    assert len(BY_NAME) == len(RULES)
    assert MUST_FAIL.keys() == BY_NAME.keys()
    for rule in RULES:
        assert MUST_FAIL[rule.name].keys() == LANGUAGES.keys()
        assert all(len(texts) >= 3 for texts in MUST_FAIL[rule.name].values()), rule.name
        assert rule.why.endswith("."), rule.name
    in_words = {rule.name for rule in RULES if not rule.same}
    for language, words in LANGUAGES.items():
        assert words.keys() == in_words, language
        assert all(words.values()), language


@pytest.mark.parametrize("path", sorted({path for rule in RULES for path in rule.only}))
def test_the_places_of_which_a_rule_speaks_are_there(path: str) -> None:
    assert (ROOT / path).exists()


# ------------------------------------------------------------------ what is read in Python


@pytest.mark.parametrize(
    ("source", "line", "rule"),
    [
        ('LABEL = "Congratulations"', 1, "praise"),
        ('LABEL = ("every day"\n         " Everything happens for "\n         "a reason.")', 2, "slogan"),
        ('LABEL = ("It is saved. "\n         "You’ve got "\n         f"this, {name}.")', 2, "slogan"),
        ("LABEL = f\"{a} is here. At {'least'} it is\"", 1, "at-least"),
        ('LABEL = f"{count} " f"rejections so far"', 1, "counting"),
        ('LABEL = "You are better " + "than " + name', 1, "comparison"),
        ('LABEL = "Saved" + f"{name}!"', 1, "exclamation"),
        ("LABEL = f\"{count} rejection{'s' if count > 1 else ''}\"", 1, "counting"),
        ("LABEL = f\"{'Well done' if ok else 'No'}, {name}\"", 1, "praise"),
        ('LABEL = "%d rejections" % count', 1, "counting"),
        ('menu.add("&Well done")\nmenu.add("A&t least")', 1, "praise"),
        ('menu.add("A&t least")', 1, "at-least"),
        ('raise Problem(\n    "The disk is full. "\n    "Sorry.",\n    field="disk")', 3, "pity"),
        ('parser.add_argument("--x", help="don\\u2019t worry")', 1, "feeling"),
        ('HELP = """\\\nFirst line.\n\nStay positive.\n"""', 4, "feeling"),
        ('label.setText("At <b>least</b> one")', 1, "at-least"),
        ('label.setText("Well&nbsp;done")', 1, "praise"),
        ('WORDS = {State.REJECTED: "Rejected"}', 1, "verdict"),
        ('re.sub(r"!", "Well done", text)', 1, "praise"),
        ('text.replace("x", "Sorry")', 1, "pity"),
    ],
)
def test_literals_are_read_whole_and_told_with_their_line(source: str, line: int, rule: str) -> None:
    found = [v for s in python_source.sentences("src/companion/ui/x.py", source) for v in judge(s)]
    assert (line, rule) in {(v.line, v.rule) for v in found}


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "ui/x.py",
            '"""Never says “well done”!"""\n\nclass A:\n    """Sorry."""\n\n    x: int = 1\n    """At least 1!"""',
        ),
        ("core/x.py", 'FILLER = re.compile(r"(?!at least)" r"|sorry", re.I)'),
        ("core/x.py", 'if state == "rejected": pass'),
        ("adapters/store/x.py", "q = \"SELECT id FROM application WHERE state != 'rejected'\""),
        ("core/x.py", "# Well done!\nx = 1"),
    ],
)
def test_what_is_nobodys_sentence_is_passed_over(path: str, source: str) -> None:
    found = python_source.sentences(f"src/companion/{path}", source)
    assert [violation for sentence in found for violation in judge(sentence)] == []


def test_sql_is_known_by_room_and_keywords_together() -> None:
    query = "q = \"SELECT 'Sorry' FROM application\""
    assert list(python_source.sentences("src/companion/ui/x.py", query))
    assert list(python_source.sentences("src/companion/adapters/store/x.py", 'p = Problem("FROM here on: sorry")'))


# ------------------------------------------------------------------ what is read beside the code


@pytest.mark.parametrize(
    ("reader", "path", "source", "line", "rule"),
    [
        (
            shipped.letter,
            "resources/letters/en/a.txt",
            "Subject: A\n\nHello,\n\nI am just\nchecking in.",
            5,
            "checking-in",
        ),
        (shipped.letter, "resources/letters/de/a.txt", "Betreff: A\n\nEs tut mir\nsehr leid.", 3, "pity"),
        (shipped.letter, "resources/letters/de_AT/a.txt", "Leider.", 1, "pity"),
        (shipped.letter, "resources/letters/fr/a.txt", "Objet\n\nMalheureusement, non.", 3, "pity"),
        (shipped.letter, "resources/letters/es/a.txt", "Asunto\n\nSolo quería preguntar.", 3, "checking-in"),
        (shipped.letter, "resources/letters/it/a.txt", "Oggetto", 1, "no-rules"),
        (shipped.sample, "resources/sample/s.json", '{\n "plan": "Stay\\u0020positive."\n}', 2, "feeling"),
        (shipped.sample, "resources/sample/s.json", '[\n {"text": "Great job."},\n {"said_by": "A"}\n]', 2, "praise"),
        (shipped.sample, "resources/sample/s.json", '[{"text": "Great job.", "said_by": " "}]', 1, "praise"),
        (shipped.sample, "resources/sample/s.json", '[{"detail": "Great job.", "said_by": "A"}]', 1, "praise"),
        (shipped.sample, "resources/sample/s.json", '[{"text": "At least.", "said_by": "A"}]', 1, "at-least"),
        (shipped.sample, "resources/sample/de/s.json", '{"plan": "Kopf hoch."}', 1, "slogan"),
        (
            shipped.desktop_entry,
            "packaging/linux/c.desktop",
            "[Desktop Entry]\n# Sorry\nComment=Stay positive",
            3,
            "feeling",
        ),
        (shipped.desktop_entry, "packaging/linux/c.desktop", "Comment[de_DE.UTF-8]=Kopf hoch", 1, "slogan"),
        (
            shipped.metainfo,
            "packaging/linux/c.metainfo.xml",
            "<c>\n<p>\n Stay <em>positive</em>.\n</p>\n</c>",
            3,
            "feeling",
        ),
        (shipped.metainfo, "packaging/linux/c.metainfo.xml", '<c><x/><p xml:lang="fr">Bravo</p></c>', 1, "praise"),
    ],
)
def test_what_is_shipped_beside_the_code_is_read(
    reader: Callable[[str, str], Iterator[Sentence]], path: str, source: str, line: int, rule: str
) -> None:
    found = [violation for sentence in reader(path, source) for violation in judge(sentence)]
    assert [(v.line, v.rule) for v in found] == [(line, rule)]


def test_a_named_person_may_praise_in_a_highlight() -> None:
    source = '{"highlights": [{"text": "“Well done, all of it.”", "said_by": "Ines Duarte"}]}'
    assert [s.quoted for s in shipped.sample("resources/sample/s.json", source)] == [True, False]
    assert [v for s in shipped.sample("resources/sample/s.json", source) for v in judge(s)] == []


# ------------------------------------------------------------------ the real tree


def test_the_tone_of_today_is_right() -> None:
    assert [str(violation) for violation in check(ROOT)] == []


def test_the_whole_app_is_read() -> None:
    told = gather(ROOT)
    read = {(sentence.path, " ".join(sentence.text.split())) for sentence in told}
    assert len([sentence for sentence in told if " " in sentence.text.strip()]) > 700
    texts = {text for _, text in read}
    assert {
        "Not today",
        "Log a rejection…",
        "{} said no.",
        "{} is empty. One letter is enough.",
        "Something is ready for you.",
        "If a company says no, I make tea, watch the reel, and write one letter.",
        "Keep your applications, highlights and follow-ups at hand",
        "A quiet desk companion for a job search",
        "log a rejection; the running tray plays the reel",
    } <= texts
    assert any(text.startswith("I will go on in this line of work") for text in texts)
    files = {file.relative_to(ROOT).as_posix() for pattern, _ in READERS for file in ROOT.glob(pattern)}
    with_literals = {path for path, _ in read}
    silent = files - with_literals
    assert all(path.startswith("src/companion/") for path in silent)
    assert len(silent) < len(files) / 3


# ------------------------------------------------------------------ the command


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """A copy of what is read, with one more file in it."""
    for folder in ("src/companion", "resources", "packaging/linux"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))

    def put(path: str, text: str) -> Path:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
        return tmp_path

    return put


def run(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", "-m", "tests.tone", str(root)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def test_the_command_tells_file_line_and_rule_and_ends_with_1(plant: Plant) -> None:
    root = plant("src/companion/ui/planted.py", '"""Planted."""\n\nWORDS = "Acme ghosted you."\n')
    ended = run(root)
    assert ended.returncode == 1
    assert ended.stderr == ""
    assert ended.stdout.splitlines()[0] == "src/companion/ui/planted.py:3: ghosting: “Acme ghosted you.”"


def test_the_command_ends_with_0_where_all_is_right(plant: Plant) -> None:
    ended = run(plant("src/companion/ui/planted.py", '"""Planted."""\n\nWORDS = "Acme said no."\n'))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert re.fullmatch(r"Tone: \d{4} sentences and words, none against the rules\.\n", ended.stdout)


def test_a_file_that_no_reader_knows_and_an_empty_place_are_told(plant: Plant) -> None:
    root = plant("resources/help/en.md", "Stay positive.")
    shutil.rmtree(root / "resources" / "letters")
    told = {(v.path, v.rule) for v in check(root)}
    assert told == {("resources/help/en.md", "nothing-read"), ("resources/letters/*/*.txt", "nothing-read")}


def test_an_exemption_covers_one_sentence_and_must_be_used(plant: Plant) -> None:
    path = "src/companion/ui/planted.py"
    root = plant(path, 'A = "It is sad, sorry."\nB = "Sorry."\n')
    used = Exemption(path, "pity", "Sorry.", "a test")
    unused = Exemption(path, "pity", "Sorry", "a test")
    told = [(v.line, v.rule) for v in check(root, (*EXEMPTIONS, used, unused))]
    assert told == [(1, "pity"), (0, "unused-exemption")]
    assert all(one.reason for one in EXEMPTIONS)
