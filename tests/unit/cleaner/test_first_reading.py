"""A first reading finds the article where it stands apart, and says so where it may not have found all of it."""

from __future__ import annotations

import pytest

from services.cleaner.domain.body import body_lines, tree_of
from services.cleaner.domain.first_reading import Reading, first_reading

PARAGRAPHS = [
    f"On day {number} the governor of the region said that the bridge over the river had been closed to lorries, "
    f"that buses went by the northern road, and that the repairs would take until the {number}th week of the year."
    for number in range(1, 9)
]
ARTICLE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
OTHER = f"<p>{'Elsewhere the harvest had begun early, the farmers of the valley told a radio station. ' * 3}</p>"


def read(body: str) -> Reading:
    """The first reading of a page with that body."""
    tree = tree_of(f"<html><head><title>Bridge</title></head><body>{body}</body></html>")
    assert tree is not None
    return first_reading(tree)


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "<nav><p>Home and world and sport and weather and everything else that we have</p></nav>{}",
        "<div class='page has-sidebar'>{}</div>",
        "<main>{}</main><aside><p>Elsewhere the harvest had begun early, farmers of the valley said.</p></aside>",
        "{}<div class='relatedPosts'><p>Elsewhere the harvest had begun early, farmers of the valley said.</p></div>",
        "{}<section id='comments'>" + 20 * OTHER + "</section>",
        "<h1>Bridge closed</h1>{}<footer><p>All rights to this page are reserved by those who made it.</p></footer>",
        "{}<div style='display: none'>" + OTHER + "</div>",
        "{}<ul><li><a href='/a'>Harvest begins early in the valley</a></li><li><a href='/b'>Sport</a></li></ul>",
        "{}<h3>Read also</h3>",
        "<div class='post comments-open'><h1>Bridge</h1>{}</div><div class='sidebar'>" + OTHER + "</div>",
        "<div class='post promo-layout'><h1>Bridge</h1>{}</div><section id='comments'>" + 20 * OTHER + "</section>",
    ],
)
def test_article_is_read_without_its_surroundings(around: str) -> None:
    """What stands beside it goes, by tag, by name, by being hidden, or by being links."""
    assert read(around.format(ARTICLE)) == Reading(PARAGRAPHS, is_sure=True)


def test_teaser_within_an_article_is_left_out() -> None:
    """A heading that is a link makes what stands with it the teaser of another article."""
    teaser = f"<div class='box'><h3><a href='/harvest'>Harvest begins early</a></h3>{OTHER}</div>"

    assert read(f"{ARTICLE}{teaser}<p>{PARAGRAPHS[0]} Again.</p>").lines == [*PARAGRAPHS, f"{PARAGRAPHS[0]} Again."]


def test_headings_and_quotations_within_an_article_are_kept() -> None:
    """Subheadings, quotations and lists are parts of it, in their order."""
    inner = "<h2>The bridge</h2><blockquote>We saw it fall.</blockquote><ul><li>It was old.</li></ul>"

    assert read(f"{inner}{ARTICLE}").lines == ["The bridge", "We saw it fall.", "It was old.", *PARAGRAPHS]


def test_break_within_a_sentence_parts_nothing() -> None:
    """A break in mid sentence is for the eye, one behind a sentence ends a paragraph."""
    broken = "<p>The bridge over the river was closed<br>to lorries on Monday.<br><br>Buses went by the other road.</p>"

    assert read(f"{broken}{ARTICLE}").lines[:2] == [
        "The bridge over the river was closed to lorries on Monday.",
        "Buses went by the other road.",
    ]


def split(wrapped: str) -> str:
    """The article with its fourth and fifth paragraph in something, which has the places of both."""
    first, last = (f"<p>{'</p><p>'.join(part)}</p>" for part in (PARAGRAPHS[:3], PARAGRAPHS[5:]))
    return f"{first}{wrapped.format(*PARAGRAPHS[3:5])}{last}"


@pytest.mark.parametrize(
    "body",
    [
        split("<div class='telegram-quote'><p>{}</p></div><p>{}</p>"),
        split("<section class='topic' id='topic-4'><p>{}</p><p>{}</p></section>"),
        split("<section><h2><a href='#four'></a></h2><p>{}</p></section><p>{}</p>"),
        split("<p><a name='four'>{}</a></p><p><a id='five'>{}</a></p>"),
        split("<p><a href='/x'>{}</a></p><p>{}</p>"),
    ],
    ids=["words of tools", "words of lists", "heading with a link to itself", "anchors", "linked sentence"],
)
def test_paragraph_is_not_lost_by_a_word_or_a_link(body: str) -> None:
    """What holds a paragraph is no tool, what leads to the page itself no link, and a sentence no teaser."""
    assert read(body) == Reading(PARAGRAPHS, is_sure=True)


@pytest.mark.parametrize(
    "row",
    [
        "<div>{}</div>",
        "<div class='block'><div class='text'>{}</div></div>",
        "{}<div class='ad'>Advertisement</div>",
    ],
)
def test_short_sentence_stays_in_its_row(row: str) -> None:
    """A sentence of a few words is a paragraph where it stands among others that are made like it; a label is not."""
    lines = [*PARAGRAPHS[:4], "He gave no further details.", *PARAGRAPHS[4:]]

    assert read(f"<article>{''.join(map(row.format, [*lines, 'Photo: agency']))}</article>").lines == lines


def test_standfirst_is_read_where_it_stands_by_the_title() -> None:
    """Sentences between the title and the element with the prose belong to the article; names and dates do not."""
    about = "<p>Oksana Hrytsak, our correspondent in the north of the region, and Jan Kowal, who took the pictures</p>"
    lead = "The bridge over the river was closed to lorries on Monday, a day after the flood reached its pillars."
    page = f"<div><h1>Bridge</h1><div>{lead}</div>{about}<div>{ARTICLE}{ARTICLE}</div></div>"

    assert read(page) == Reading([lead, *PARAGRAPHS, *PARAGRAPHS], is_sure=True)
    assert lead not in read(page.replace("<h1>Bridge</h1>", "")).lines


@pytest.mark.parametrize("outside", [True, False])
def test_chapters_may_have_first_headings(outside: bool) -> None:
    """What stands above the heading of a chapter is lost no more than above any other."""
    title, chapter = "<h1>Bridge closed</h1>", "<h1>The flood</h1>"
    body = f"<p>{PARAGRAPHS[0]}</p>{chapter}<p>{'</p><p>'.join(PARAGRAPHS[1:])}</p>"

    found = read(f"{title}<div>{body}</div>" if outside else f"<div>{title}{body}</div>")

    assert found.lines == [PARAGRAPHS[0], "The flood", *PARAGRAPHS[1:]]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<p>Too short to be sure.</p>",
        f"<p>{PARAGRAPHS[0]}</p>",
        f"<p>{'</p><p>'.join(PARAGRAPHS[:4])}</p><div class='promo'>{ARTICLE[: len(ARTICLE) // 2]}</div>",
        f"{ARTICLE}{'<div>Nikopol 12 35 cm</div>' * 40}",
        f"<ul>{ARTICLE.replace('p>', 'li>')}</ul>",
        split(f"<div class='read-more'><p>{PARAGRAPHS[3]}</p><p>{PARAGRAPHS[4]}</p></div>"),
        ARTICLE + 3 * f"<div><h3><a href='/live/1'>News</a></h3><p>{PARAGRAPHS[0]}</p></div>",
        "<p>{}</p>".format(f"<a href='/a'>{PARAGRAPHS[0]}</a></p><p>" * 6) + ARTICLE,
    ],
    ids=["empty", "words", "one paragraph", "as long beside it", "table", "list", "by name", "as teasers", "links"],
)
def test_unclear_page_is_not_sure(body: str) -> None:
    """Where little was found, or much had to be decided, careful readings follow."""
    assert not read(body).is_sure


def test_page_that_is_not_sure_is_read_carefully() -> None:
    """Another reading finds what the first left out."""
    tree = tree_of(f"<html><body><article><h1>Bridge</h1><p>{PARAGRAPHS[0]}</p></article></body></html>")

    assert tree is not None
    assert PARAGRAPHS[0] in body_lines(tree)


@pytest.mark.parametrize("text", ["<p>Gone.&#1; It was old.</p>", f"<p>{PARAGRAPHS[0]}&#8;</p>"])
def test_control_character_loses_no_text(text: str) -> None:
    """Other readings fail on what entities can make; what the first has found is still there."""
    tree = tree_of(f"<html><body><article>{text}<p>{PARAGRAPHS[1]}</p></article></body></html>")

    assert tree is not None
    assert PARAGRAPHS[1] in body_lines(tree)
