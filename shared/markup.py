"""What no parser of pages may be given."""

from __future__ import annotations

import re

# What browsers read as characters, not as elements; each part is found in one pass.
_RAW_OPENS = re.compile(r"<(script|style|textarea)\b|<!--", re.IGNORECASE)
# Parsers compare each attribute of an element with all others. A tag that holds so many is longer than this one.
_MOST_ATTRIBUTES = 1000
_LONG_TAG = 4000
# A quoted value may hold what ends a tag. Each part is found in one pass.
_TAG = re.compile(r"""<[a-zA-Z][^>=]*+(?:=\s*+(?:"[^"]*+"|'[^']*+')?+[^>=]*+)*+""")
_TOKEN = re.compile(r"""[^\s/"']+""")
# Quoted values count as one: a long one holds a picture or JSON.
_ATTRIBUTE = re.compile(r"""[^\s/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"']+))?""")


def why_hostile(page: str) -> str | None:
    """What would keep a parser of HTML busy for minutes; None for any real page; takes linear time."""
    # To leave scripts out costs more than to look at them.
    if _has_long_tag(page, _TOKEN) and _has_long_tag(_without_raw_text(page), _ATTRIBUTE):
        return "an element has more attributes than any page needs"
    return None


def _has_long_tag(page: str, attribute: re.Pattern[str]) -> bool:
    return any(
        len(attribute.findall(tag[0])) > _MOST_ATTRIBUTES
        for tag in _TAG.finditer(page)
        if tag.end() - tag.start() > _LONG_TAG
    )


def _without_raw_text(page: str) -> str:
    """The page without scripts, styles and comments, whose `<` open nothing; takes linear time."""
    folded, kept, at = page.lower(), [], 0
    while (opening := _RAW_OPENS.search(page, at)) is not None:
        kept.append(page[at : opening.start()])
        end = folded.find(f"</{opening[1].lower()}" if opening[1] else "-->", opening.end())
        if end < 0:
            # Browsers differ on what is left open; counting its tags is the careful choice.
            return "".join(kept) + page[opening.end() :]
        at = page.find(">", end) + 1 or len(page)
    return "".join([*kept, page[at:]])
