"""Links between documents lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def headings(text: str) -> set[str]:
    """The anchors of a document, as code hosts make them."""
    lines = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.casefold()).replace(" ", "-") for line in lines}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_to_something(document: Path) -> None:
    """A file that is moved or renamed, or a heading that is, is missed here."""
    links = [link for link in _LINK.findall(_FENCE.sub("", document.read_text())) if "://" not in link]

    for link in links:
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert target.resolve().is_relative_to(ROOT), link
        assert not anchor or anchor in headings(target.read_text()), link


def test_every_page_can_be_found_from_the_readme() -> None:
    """A page that nothing links to is read by nobody."""
    found: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in found or page.suffix != ".md":
            continue
        found.add(page)
        links = (link.partition("#")[0] for link in _LINK.findall(page.read_text()) if "://" not in link)
        waiting += [page.parent / link for link in links if link]
    # The README links to the folder of the decisions as a whole.
    pages = {page for page in DOCUMENTS if page.parent.name != "decisions"}

    assert pages - found == set()
