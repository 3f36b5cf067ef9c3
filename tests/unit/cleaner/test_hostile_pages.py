"""Pages made to keep the cleaner busy, or to fill its memory, cost no more than others of their size."""

from __future__ import annotations

import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from services.cleaner.domain.body import body_lines, tree_of
from services.cleaner.domain.first_reading import first_reading
from services.cleaner.domain.live_markup import marked_posts
from shared.markup import why_hostile

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import html

SAID = "The governor of the region said on Monday that the bridge over the river had been closed to lorries and buses. "
ARTICLE = f"<p>{SAID * 9}</p>"


def parsed(body: str) -> html.HtmlElement:
    """A page with that body."""
    tree = tree_of(f"<html><body>{body}</body></html>")
    assert tree is not None
    return tree


def _seconds(read: Callable[[html.HtmlElement], object], tree: html.HtmlElement) -> float:
    """Of the processor, the least of two."""
    taken = []
    for _ in range(2):
        begin = time.process_time()
        read(tree)
        taken.append(time.process_time() - begin)
    return min(taken)


@pytest.mark.parametrize(
    ("read", "body", "few"),
    [
        (first_reading, lambda number: ARTICLE * 12 + ("<i></i>" + SAID) * number, 4_000),
        (first_reading, lambda number: ARTICLE + "word<br>" * number, 30_000),
        (body_lines, lambda number: f"<p>{SAID}</p>" * 12 + ("<i></i>" + SAID) * number, 6_000),
        (body_lines, lambda number: "<div>a</div>" * number + "<time>b</time>" + f"<p>{SAID}</p>" * 12, 3_500),
    ],
    ids=["texts behind elements", "breaks", "texts that are all the same", "blocks of a letter"],
)
def test_time_grows_as_the_page_does(
    read: Callable[[html.HtmlElement], object], body: Callable[[int], str], few: int
) -> None:
    """Four times the elements take about four times as long, and not sixteen times."""
    small, large = (parsed(body(number)) for number in (few, 4 * few))

    assert _seconds(read, large) < 10 * _seconds(read, small)


def test_posts_in_posts_are_read_once() -> None:
    """What stands in a post is its text, not a post that is read again."""
    depth, linked = 150, [{"@type": "LiveBlogPosting"}]
    nested, single = (
        parsed(f"{'<div itemprop=liveBlogUpdate>' * posts}{'<div>' * (depth - posts)}{ARTICLE * 20}")
        for posts in (depth, 1)
    )
    (post,) = marked_posts(nested, linked, None, None)

    def read(tree: html.HtmlElement) -> object:
        return marked_posts(tree, linked, None, None)

    assert " ".join(post.lines).count("governor") == 180
    assert _seconds(read, nested) < 10 * _seconds(read, single)


@pytest.mark.parametrize(
    "tag",
    [
        "<p {}>",
        "<p t='>' {}>",
        '<p t="<" {}>',
        '<!-- <p t=" --><p {}><b title="">',
        "<script>a<b</script><p {}>",
    ],
)
def test_tag_with_thousands_of_attributes_is_never_parsed(tag: str) -> None:
    """Whatever its values hold, and whatever stands before it."""
    many = " ".join(f"a{number}=1" if number % 300 else f"a{number}='<b>'" for number in range(5_000))

    assert why_hostile(f"<html><body>{tag.format(many)}{ARTICLE}</p></body></html>") is not None


@pytest.mark.parametrize(
    "tag",
    ["<p data-story='{}'>", "<!-- <p {}> -->", "<script>if (a <b) {{ {} }}</script>", "<p title='x''>{}"],
)
def test_long_value_or_script_is_no_danger(tag: str) -> None:
    """JSON in an attribute, code, and text behind damaged tags are no attributes."""
    assert why_hostile(f"<html><body>{tag.format(SAID * 300)}{ARTICLE}</p></body></html>") is None


def test_long_classes_are_not_remembered() -> None:
    """What was told of the names of elements is kept for the next page, but not names of any length."""
    trees = [parsed(f"<div class='{number} {'x ' * 100_000}'>{ARTICLE}</div>") for number in range(20)]
    tracemalloc.start()
    for tree in trees:
        first_reading(tree)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < 1_000_000
