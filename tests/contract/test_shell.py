"""The outside contract of the command line: what scripts and desktop shortcuts rely on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion.app import arguments
from tests.contract.shell import Shell

EVERY = {
    "reject",
    "apply",
    "interview",
    "applications",
    "import",
    "highlight",
    "reel",
    "follow-up",
    "account",
    "status",
    "doctor",
    "export",
    "backup",
    "restore",
    "tour",
}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_all_that_is_known_of_a_posting_is_kept_from_the_shell(shell: Shell) -> None:
    more = ("--salary", "55k", "--source", "a friend", "--tag", "remote, Öl", "--tag", "go")
    links = ("--link", "https://a.example", "--link", "https://b.example")
    kept = shell("apply", "Acme GmbH", "--role", "Baker", "--saved", *more, *links, "--json").json
    application = kept["application"]
    assert (application["salary"], application["source"], application["tags"]) == (
        "55k",
        "a friend",
        ["remote", "Öl", "go"],
    )
    assert (application["link"], application["links"]) == ("https://a.example", ["https://b.example"])
    assert kept["known"] == []
    again = shell("apply", "ACME")
    assert (again.status, again.out) == (0, "Applied: ACME, today, " + again.out.rpartition(" ")[2])
    assert again.err == "You had an application at Acme GmbH already: Baker: Saved.\n"
    assert len(shell("apply", "acme", "--json").json["known"]) == 2
    assert "up to 40 fit" in shell.refused("apply", "Bolt", "--tag", "x" * 41)


# --- the whole path, in JSON -------------------------------------------------------------------------------------


def test_a_day_from_the_shell(shell: Shell) -> None:
    applied = shell("apply", "Acme", "--role", "Baker", "--when", "2026-01-05", "--json")
    assert (applied.status, applied.err) == (0, "")
    assert applied.json["application"]["company"] == "Acme"
    assert applied.json["event"]["at"] == "2026-01-05T12:00:00Z"
    talk = shell(
        "--json", "interview", "acme", "--when", "2 days ago", "--with", "Ann Bé", "--email", "ann@acme.example"
    )
    assert talk.json["new"] is False
    assert talk.json["application"]["id"] == applied.json["application"]["id"]
    assert talk.json["follow_up"]["kind"] == "thank_you"
    for text in ("One", "Two", "Three"):
        kept = shell("highlight", text, "--said-by", "Dana", "--json").json
        assert (kept["highlight"]["text"], kept["picture_problem"]) == (text, None)
    listed = shell("follow-up", "--json").json
    assert [due["words"] for due in listed["due"]] == ["Thank Ann at Acme"]
    fit = ("--fit", "partly", "--fit-line", "Much travel")
    no = shell("reject", "Acme", "--how", "e-mail", "--guess", "More Go", *fit, "--json").json
    assert (no["event"]["said"], no["event"]["said_by"], no["event"]["fit"]) == ("More Go", "guess", "partly")
    assert no["event"]["fit_line"] == "Much travel"
    assert no["reel"]["acknowledgement"] == "Acme said no."
    assert {card["text"] for card in no["reel"]["cards"]} == {"One", "Two", "Three"}
    assert [offer["kind"] for offer in no["reel"]["offers"]] == ["ask", "next", "park", "done"]
    assert no["follow_up"]["kind"] == "advice"
    rows = shell("applications", "bak", "--json").json["applications"]
    assert [(row["company"], row["state"]) for row in rows] == [("Acme", "rejected")]
    status = shell("status", "--json").json
    assert (status["applications"], status["highlights"], status["due"], status["tray"]) == (1, 3, [], False)
    assert status["next_due_at"] == no["follow_up"]["due_at"]
    assert len(shell("reel", "--json").json["cards"]) == 3
    assert shell("account", "--json").json == {"accounts": []}


def test_doctor_says_what_works(shell: Shell) -> None:
    said = shell("doctor", "--json")
    assert said.status == 0
    found = said.json
    assert found["keyring"]["accepted"] is False
    assert found["keyring"]["why_not"]
    assert found["store"]["health"] == "not there yet"
    assert (found["running"], found["tray"]["host"], found["notifications"]["server"]) == (False, False, "")
    assert found["surroundings"]["now"] == found["surroundings"]["answered"] == []
    assert "do not disturb" in found["surroundings"]["not told here"]
    assert not (shell.profile / "companion.db").exists(), "doctor writes nothing"
    shell("apply", "Acme")
    assert "health: ok" in shell("doctor").out


def test_json_may_stand_before_and_after(shell: Shell) -> None:
    shell("apply", "Acme")
    before, after = shell("--json", "applications"), shell("applications", "--json")
    assert before == after
    assert before.json["applications"][0]["company"] == "Acme"


def test_without_json_people_read_it(shell: Shell) -> None:
    shell("highlight", "Led the move", "--when", "spring 2021")
    shell("interview", "Acme", "--when", "tomorrow 10:00")
    assert shell("applications").out.split() == ["Acme", "Interview", "tomorrow"]
    said = shell("reject", "Acme")
    assert said.out.startswith("Acme said no.\n  · Led the move\n")
    assert said.err == ""
    assert "!" not in said.out
    assert "spring 2021" in shell("reel", "--text").out


def test_a_silence_is_told_in_days(shell: Shell) -> None:
    shell("apply", "Acme", "--when", "40 days ago")
    shell("apply", "Bolt", "--when", "2 days ago")
    assert [line.split("  ")[-1].strip() for line in shell("applications").out.splitlines()] == [
        "2 days",
        "40 days",
    ]
    rows = shell("applications", "--json").json["applications"]
    assert [row["silent_days"] for row in rows] == [2, 40]


# --- exit status, and where it is said ---------------------------------------------------------------------------


def test_a_problem_is_said_on_standard_error_with_status_1(shell: Shell) -> None:
    assert shell.refused("reject", "Acme", "--when", "soon").startswith("“soon” is not a date")
    told = shell("reject", "Acme", "--when", "soon", "--json")
    assert told.status == 1
    assert told.json["field"] == "when"
    assert told.json["error"] + "\n" == told.err


@pytest.mark.parametrize(
    "words",
    [
        ["juggle"],
        ["reject"],
        ["apply"],
        ["reject", "Acme", "--said", "a", "--guess", "b"],
        ["reject", "Acme", "--fit", "perhaps"],
        ["interview", "Acme", "--minutes", "ten"],
        ["applications", "--limit", "many"],
        ["account", "add"],
        ["account", "add", "me@example.org", "--smtp", "h", "--security", "none"],
        ["follow-up", "undo"],
        ["follow-up", "answer", "x", "maybe"],
        ["restore"],
        ["restore", "file", "--latest"],
        ["reject", "Acme", "--id", "\udcff"],
        ["follow-up", "undo", "\udcff"],
        ["backup", "\udcff"],
        ["--profile", "\udcff", "status"],
    ],
)
def test_wrong_usage_is_status_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as told:
        arguments.parse(words)
    assert told.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "usage: companion" in said.err


def test_wrong_usage_from_a_shell(shell: Shell) -> None:
    said = shell("juggle")
    assert (said.status, said.out) == (2, "")
    assert "invalid choice: 'juggle'" in said.err
    assert not shell.profile.exists()


def test_without_a_display_there_is_no_tray_and_it_says_so(shell: Shell) -> None:
    assert "There is no display here" in shell.refused()


def test_help_names_every_command_and_each_has_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], *([name] for name in sorted(EVERY))):
        with pytest.raises(SystemExit) as told:
            arguments.parse([*words, "--help"])
        assert told.value.code == 0
        text = capsys.readouterr().out
        assert f"usage: companion{''.join(' ' + w for w in words)}" in text
        assert "!" not in text
        if not words:
            assert [name for name in EVERY if f"\n    {name}" not in text] == []
            assert "exit status" in text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("companion ", EVERY),
        ("companion re", {"reject", "reel", "restore"}),
        ("companion follow-up s", {"show", "send"}),
        ("companion account add --sec", {"--security"}),
    ],
)
def test_the_shell_completes(shell: Shell, tmp_path: Path, line: str, words: set[str]) -> None:
    """As bash asks after `register-python-argcomplete`, but for the file that the answer comes in."""
    answer = tmp_path / "answer"
    environment = shell.environment(
        _ARGCOMPLETE="1",
        _ARGCOMPLETE_IFS="\n",
        _ARGCOMPLETE_STDOUT_FILENAME=str(answer),
        COMP_LINE=line,
        COMP_POINT=str(len(line)),
        COMP_TYPE="9",
    )
    command = [sys.executable, "-m", "companion"]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
    found = {word.strip() for word in answer.read_text(encoding="utf-8").splitlines()}
    assert {word for word in found if not word.startswith("-") or line.endswith("--sec")} == words


# --- which application -------------------------------------------------------------------------------------------


def test_an_unknown_company_is_made_and_an_ambiguous_one_is_asked_for(shell: Shell) -> None:
    no = shell("reject", "Acme")
    assert no.status == 0
    assert no.err == "No open application at Acme was in the list, so a new one was made.\n"
    shell("apply", "Bolt", "--role", "Baker")
    shell("apply", "Bolt", "--role", "Cook")
    sentence = shell.refused("reject", "bolt")
    assert "2 applications are open at Bolt" in sentence
    assert "--role" in sentence
    assert "“Baker”" in sentence
    assert shell("reject", "bolt", "--role", "cook").status == 0
    rows = shell("applications", "Bolt", "--json").json["applications"]
    assert {(row["role"], row["state"]) for row in rows} == {("Baker", "applied"), ("Cook", "rejected")}
    key = next(row["id"] for row in rows if row["role"] == "Baker")
    assert shell("reject", "x", "--id", key, "--json").json["application"]["company"] == "Bolt"
    assert "not in the list any more" in shell.refused("reject", "x", "--id", "nobody")


def test_a_promised_date_is_kept_with_what_was_logged(shell: Shell) -> None:
    applied = shell("apply", "Acme", "--when", "2026-01-05", "--answer-by", "2026-01-20", "--json").json
    assert applied["event"]["promised_at"] == "2026-01-20T12:00:00Z"
    assert shell("interview", "Acme", "--when", "2026-01-21", "--json").json["event"]["promised_at"] is None
    assert "before this happened" in shell.refused("apply", "Bolt", "--answer-by", "2026-01-20")
    assert "not a date" in shell.refused("interview", "Acme", "--answer-by", "soonish")


def test_applications_are_found_by_filters_and_listed_in_an_order(shell: Shell) -> None:
    for company, role in (("Börse", "Baker"), ("Acme", "Welder"), ("Zeta", "Baker")):
        shell("apply", company, "--role", role)
    shell("reject", "Zeta")

    def companies(*args: str) -> list[str]:
        return [row["company"] for row in shell("applications", "--json", *args).json["applications"]]

    assert companies("--sort", "company") == ["Acme", "Börse", "Zeta"]
    assert companies("--sort", "company", "--reverse", "stage:open") == ["Börse", "Acme"]
    assert companies("role:baker", "stage:said-no") == ["Zeta"]
    assert companies("--", "-role:baker") == ["Acme"]
    assert companies("eld") == companies("wedler") == ["Acme"]
    assert companies("--archived") == []
    (row,) = shell("applications", "acme", "--json").json["applications"]
    assert (row["applied_at"], row["tags"], row["archived"]) == (row["latest_at"], [], False)
    told = shell("applications", "stage:lunch", "acme")
    assert told.out.startswith("Acme")
    assert "“lunch” is no stage." in told.err


# --- bad input ---------------------------------------------------------------------------------------------------


def test_bad_dates_and_sizes_save_nothing(shell: Shell) -> None:
    assert "lies in the future" in shell.refused("reject", "Acme", "--when", "2999-01-01")
    assert "before 1970" in shell.refused("reject", "Acme", "--when", "1969-12-31")
    assert "five years ahead" in shell.refused("interview", "Acme", "--when", "2999-01-01")
    assert "1 to 1440" in shell.refused("interview", "Acme", "--minutes", "0")
    assert "100,000 characters; up to 200 fit" in shell.refused("reject", "x" * 100_000)
    assert "is empty" in shell.refused("apply", " \t ")
    assert "bytes that are not text" in shell.refused("apply", b"Acme \xff")
    assert "bytes that are not text" in shell.refused("reject", "Acme", "--said", b"\xff")
    assert shell("applications", "--json").json == {"applications": []}


@pytest.mark.parametrize("name", ["<b>Bold</b> & <img src=x>", "חברה בע״מ", "Cafe\u0301 C++", "???", "-dash"])
def test_names_are_text_and_nothing_more(shell: Shell, name: str) -> None:
    made = shell("apply", "--json", "--", name).json["application"]
    assert shell("interview", "--json", "--", name).json["application"]["id"] == made["id"]
    (row,) = shell("applications", "--json").json["applications"]
    assert row["company"] == name.replace("e\u0301", "é")


def test_half_characters_are_looked_for_and_not_found(shell: Shell) -> None:
    shell("apply", "Acme")
    assert shell("applications", b"\xff").status == 0
    assert "No letter is due there" in shell.refused("follow-up", "show", b"\xff")
    assert "no account" in shell.refused("account", "test", b"\xff")


def test_a_broken_picture_does_not_lose_the_highlight(shell: Shell, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    for picture in (str(broken), str(tmp_path / "none.png"), str(tmp_path)):
        said = shell("highlight", f"Led it {picture}", "--picture", picture)
        assert (said.status, said.out) == (0, "Kept.\n")
        # Qt's own picture libraries may have said something before
        assert said.err.splitlines()[-1].startswith("The text is kept, without the picture: ")
    assert len(shell("highlight", "--json").json["highlights"]) == 3
    assert "text is missing" in shell.refused("highlight", "--picture", str(broken))


def test_a_highlight_with_everything(shell: Shell, tmp_path: Path) -> None:
    good, other, broken = tmp_path / "good.pbm", tmp_path / "other.pbm", tmp_path / "broken.png"
    good.write_bytes(b"P1\n2 2\n1 0\n0 1\n")
    other.write_bytes(b"P1\n2 2\n1 1\n0 1\n")
    broken.write_bytes(b"not a picture")
    pictures = [word for path in (good, broken, other) for word in ("--picture", str(path))]
    details = ["--when", "2024", "--said-by", "Dana", "--detail", "Rain.", "--link", "example.org/talk"]
    said = shell("highlight", "One", *pictures, *details, "--tag", "design, talks", "--tag", "Design", "--json").json
    kept = said["highlight"]
    assert len(kept["pictures"]) == 2
    assert (kept["tags"], kept["link"]) == (["design", "talks"], "https://example.org/talk")
    assert [problem["picture"] for problem in said["picture_problems"]] == [str(broken)]
    assert said["picture_problem"] == said["picture_problems"][0]["problem"]
    assert "no web address" in shell.refused("highlight", "Two", "--link", "file:///etc/passwd")
    assert "text is missing" in shell.refused("highlight", "--tag", "design")


def test_a_letter_becomes_a_highlight_and_what_was_given_wins(shell: Shell, tmp_path: Path) -> None:
    letter = tmp_path / "thanks.eml"
    letter.write_text(
        "From: Ines Duarte <ines@example.org>\nDate: Tue, 04 Mar 2025 10:00:00 +0000\nSubject: Thank you\n\n"
        "You explain hard things simply.\n",
        encoding="utf-8",
    )
    kept = shell("highlight", "--letter", str(letter), "--json").json["highlight"]
    assert (kept["text"], kept["said_by"]) == ("You explain hard things simply.", "Ines Duarte")
    assert kept["happened"] == "March 2025"
    kept = shell("highlight", "Short", "--letter", str(letter), "--when", "spring", "--json").json["highlight"]
    assert (kept["text"], kept["said_by"], kept["happened"]) == ("Short", "Ines Duarte", "spring")
    assert "cannot be read" in shell.refused("highlight", "--letter", str(tmp_path / "none.eml"))


def test_output_is_sound_where_the_terminal_knows_ascii_alone(shell: Shell) -> None:
    shell("apply", "Café ☂")
    said = shell("applications", "--json", PYTHONIOENCODING="ascii")
    assert said.json["applications"][0]["company"] == "Café ☂"
    assert "Caf\\xe9 \\u2602" in shell("applications", PYTHONIOENCODING="ascii").out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_output_that_can_not_be_written_is_told_and_a_closed_pipe_is_no_trouble(shell: Shell) -> None:
    shell("apply", "Acme")
    command = [sys.executable, "-m", "companion", "--profile", str(shell.profile), "applications"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, env=shell.environment(), check=False, timeout=60
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "What was found can't be written there: No space left on device.\n"
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        command, stdout=writer, stderr=subprocess.PIPE, env=shell.environment(), check=False, timeout=60
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


# --- trace -------------------------------------------------------------------------------------------------------


def test_the_trace_is_lines_of_json_in_order(shell: Shell, tmp_path: Path) -> None:
    trace = tmp_path / "trace.jsonl"
    for company in ("Acme", "Bolt"):
        assert shell("--trace", str(trace), "reject", company).status == 0
    lines = [json.loads(line) for line in trace.read_text(encoding="utf-8").splitlines()]
    assert [line["moment"] for line in lines].count("reject.received") == 2
    times = [line["t_ns"] for line in lines]
    assert times == sorted(set(times))
    assert "Acme" not in trace.read_text(encoding="utf-8"), "nothing private in a trace"
    assert "can't be written" in shell.refused("--trace", str(tmp_path / "none" / "t"), "status")


def test_a_profile_comes_from_the_environment_too(shell: Shell, tmp_path: Path) -> None:
    assert shell.bare("apply", "Acme", COMPANION_PROFILE=str(tmp_path / "other")).status == 0
    assert (tmp_path / "other" / "companion.db").is_file()
    # a short folder: a socket whose path is too long goes into the system's own for temporary files
    shell.bare("apply", "Acme", XDG_DATA_HOME=str(tmp_path / "d"))
    assert (tmp_path / "d" / "companion" / "companion.db").is_file()
