"""The pages of docs say what is so: their examples run, their commands exist, their links lead somewhere.

MIDSTANCE_WRITE_PAGES=1 pytest -n 0 tests/test_docs.py writes anew what the pages print and draw.
"""

import os
import re
import shlex
import shutil
from pathlib import Path

import pages
import pytest

import vision
from service.cli import COMMANDS, loaded
from vision import missing_networks

MARKDOWN = [pages.ROOT / "README.md", *sorted(pages.DOCS.rglob("*.md"))]
SHELL = re.compile(r"```(?:sh)?\n(.*?)```", re.S)
OPTION = re.compile(r"--[a-z][a-z-]+")
LINK = re.compile(r"\]\(([^)\s]+)\)")


# ---- Python ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    if missing_networks():
        pytest.skip("the pose networks are not here")
    folder = tmp_path_factory.mktemp("pages")
    pages.lay_out(folder)
    return folder


def analysis_at_hand(_video, **told):
    """In place of `analyze`, so that one analysis does for all pages."""
    assert told == pages.TOLD
    return pages.analysis()


@pytest.mark.parametrize("page", pages.pages(), ids=lambda page: page.name)
def test_the_examples_of_a_page_print_and_draw_what_it_shows(page, laid_out, monkeypatch):
    monkeypatch.chdir(laid_out)
    monkeypatch.setattr(vision, "analyze", analysis_at_hand)
    namespace = {}
    printed = [(cell, cell.run(namespace)) for cell in pages.cells(page)]
    pictures = sorted(laid_out.glob("*.svg"))
    if os.environ.get("MIDSTANCE_WRITE_PAGES"):
        page.write_text(pages.with_printed(page, [output for _, output in printed]), encoding="utf-8")
        for picture in pictures:
            shutil.copy(picture, page.with_suffix(""))
    for cell, output in printed:
        assert pages.alike(cell.printed or "", output), f"{page.name}:{cell.line} prints\n{output}"
    for picture in pictures:
        shown = page.with_suffix("") / picture.name
        assert pages.drawn_alike(shown.read_text(), picture.read_text()), picture.name
        picture.unlink()


def test_outputs_differ_in_words_whole_numbers_and_more_than_the_last_digit():
    assert pages.alike("168.3 of 21\n", "168.1  of 21")
    assert not pages.alike("168.3 of 21", "168.0 of 21")
    assert not pages.alike("168.3 of 21", "168.3 of 22")
    assert not pages.alike("168.3 of 21", "168.3 in 21")
    assert not pages.alike("1.0", "1.0 2.0")


# ---- commands ----------------------------------------------------------------------------------------


def command_lines(page):
    """Lines of the page's blocks that call `midstance`, as words; what pipes and files add is left out."""
    for block in SHELL.findall(page.read_text(encoding="utf-8")):
        for line in block.replace("\\\n", " ").splitlines():
            if line.strip().startswith("midstance "):
                yield _words(line)


def _words(line):
    plain = re.sub(r"\$\([^)]*\)", "something", line)  # what another command says
    return shlex.split(re.split(r" [<|>] | && ", plain)[0], comments=True)[1:]


LINES = [
    pytest.param(words, id=f"{page.name}-{' '.join(words)}")
    for page in MARKDOWN
    for words in command_lines(page)
]


@pytest.mark.parametrize("words", LINES)
def test_a_command_of_a_page_is_one_that_can_be_given(words):
    name, *rest = words
    command = loaded(name)
    if hasattr(command, "commands"):
        command, rest = command.commands[rest[0]], rest[1:]
    command.make_context(name, rest)


def test_lines_with_commands_are_found():
    assert len(LINES) > 20


def test_every_command_and_option_that_is_named_in_passing_exists():
    for page in MARKDOWN:
        for name, rest in re.findall(r"`midstance ([a-z]+)([^`]*)`", page.read_text(encoding="utf-8")):
            assert name in COMMANDS, f"{page.name}: midstance {name}"
            unknown = set(OPTION.findall(rest)) - options(loaded(name))
            assert not unknown, f"{page.name}: midstance {name} {unknown}"


def options(command):
    """Of a command, or of all commands of a group."""
    commands = [command, *getattr(command, "commands", {}).values()]
    return {option for each in commands for given in each.params for option in given.opts}


# ---- links -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda page: str(page.relative_to(pages.ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page):
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        file, _, heading = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not heading or heading in headings(target), link


def headings(page: Path):
    """As they stand in links: GitHub's rule."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", title.strip().lower()).replace(" ", "-") for title in titles}
