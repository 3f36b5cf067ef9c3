"""The names of authors as a page shows them."""

from __future__ import annotations

import pytest

from services.cleaner.domain.body import tree_of
from services.cleaner.domain.byline import byline


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ("<a rel='author' href='/oksana'>Oksana Hrytsak</a>", "Oksana Hrytsak"),
        ("<p class='byline'>By <b>Oksana Hrytsak</b> <time>Sunday evening</time></p>", "Oksana Hrytsak"),
        ("<div class='ArticleAuthor'>Oksana Hrytsak and Jan Kowal</div>", "Oksana Hrytsak; Jan Kowal"),
        ("<p class='byline'>Our desk</p><span itemprop='author'>Oksana Hrytsak</span>", "Oksana Hrytsak"),
        ("<div class='comments'><b class='author'>Angry Reader</b></div>", None),
        ("<aside><b class='author'>Other Writer</b></aside><b class='author-name'>Jan Kowal</b>", "Jan Kowal"),
        (f"<div class='author-biography'>{'She has written of rivers for years. ' * 9}</div>", None),
        ("<p>By the river</p>", None),
        ("<b class='author'>Other Writer</b><article><h1>T</h1><b class='author'>Jan Kowal</b></article>", "Jan Kowal"),
        ("<article><h1>T</h1><p>x</p></article><div class='teaser'><b class='byline'>Other Writer</b></div>", None),
        ("<div class='has-sidebar'><h1>T</h1><b class='author'>Jan Kowal</b></div>", "Jan Kowal"),
        ("<figure><i class='photo-author'>Other Hand</i></figure><b class='byline'>Jan Kowal</b>", "Jan Kowal"),
        ("<b class='authority'>Ministry of Defence</b>", None),
        ("<p class='byline'>Published <time>on Sunday</time></p>", None),
        ("<b class='author'>Jan Kowal jan@news.example</b>", "Jan Kowal"),
        ("<div itemprop='author'><meta itemprop='name' content='Jan Kowal'></div>", "Jan Kowal"),
    ],
)
def test_authors_are_those_of_the_article(markup: str, names: str | None) -> None:
    """What is said to be the author comes first; commentators, other writers and biographies are not taken."""
    tree = tree_of(f"<html><body>{markup}</body></html>")

    assert tree is not None
    assert byline(tree) == names
