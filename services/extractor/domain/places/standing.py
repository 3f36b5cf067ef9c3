"""Whether a name that no gazetteer has stands where only names of places do."""

from __future__ import annotations

import re

# "The assault on X", "since the fall of X"
_EVENT = re.compile(
    r"\b(?:(?:assaults?|advances?|offensives?|attacks?|raids?|strikes?|push|drive|march|shelling|bombing) on"
    r"|(?:battles?|fight|fighting|struggle) for|(?:seizure|capture|recapture|fall|loss|liberation|occupation|defen[cs]e"
    r"|storming|siege|encirclement|shelling|bombing|bombardment|evacuation|outskirts|residents|inhabitants) of) $"
)
_AT = re.compile(r"\b(?:at|in|from|around) $")
_NEAR = re.compile(
    r"\b(?:[Nn]ear|[Ii]n|[Oo]utside|[Aa]round|out of|entered|reached|retook|liberated|recaptured|stormed|shelled|bombed"
    r"|fled|(?:withdr[ae]w(?:n|ing)?|retreat(?:ed|ing)?|expelled|evacuated|driven|abducted) from) $"
)
# "X, a gum-trading village"; "the village of X" and "X village" are seen elsewhere.
_KIND_BEHIND = re.compile(
    r",? (?:an?|another|the last|the next) (?:[\w’'-]{1,20} ){0,3}"
    r"(?:villages?|hamlets?|towns?|cit(?:y|ies)|settlements?|suburbs?|neighbou?rhoods?|outposts?|oas[ei]s|islands?)\b"
)
_REGION_BEHIND = re.compile(r",? in (?:the )?(?:far )?(?:north|south|east|west|centr)\w*\b")
# "The X checkpoint", "the X front"
_BELONGS = re.compile(
    r" (?:checkpoint|crossing|direction|axis|front|frontline|sector|salient|highway|dam|ford|pass|airfield|garrison)\b"
)
_LOOK = 28


def stands_as_place(text: str, start: int, end: int) -> bool:
    """Whether a kind of place or its region stands behind a name, or "near", a way or a fight for it before it."""
    if _KIND_BEHIND.match(text, end):
        return True
    before = text[max(0, start - _LOOK) : start]
    if _EVENT.search(before):
        return True
    if text[start:end].isupper():
        return False
    in_region = _AT.search(before) and _REGION_BEHIND.match(text, end)
    belongs = before.endswith("the ") and _BELONGS.match(text, end)
    return bool(_NEAR.search(before) or in_region or belongs)
