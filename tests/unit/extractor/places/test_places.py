"""The places of a claim: role, part, region, context."""

from __future__ import annotations

import pytest

from services.extractor.domain.draft import Place
from services.extractor.domain.facts.places import places_in


def places_of(text: str, since: str = "") -> list[Place]:
    """The places of what follows `since` in a text."""
    start = text.index(since) + len(since)
    return list(places_in(text, ((start, len(text)),)))


ROLES = [
    ("forces withdrew from Kherson", [("Kherson", "from")]),
    ("units advanced towards Tokmak", [("Tokmak", "to")]),
    ("they captured Soledar", [("Soledar", "at")]),
    ("they left Izium", [("Izium", "from")]),
    ("shells fell in the Russian-occupied city of Melitopol", [("Melitopol", "at")]),
    ("fighting goes on near Bakhmut, Soledar and Avdiivka", [("Bakhmut", "at"), ("Soledar", "at"), ("Avdiivka", "at")]),
    ("Vuhledar was shelled", [("Vuhledar", "at")]),
    ("Moscow would not accept it", []),
    ("sanctions against Russia will last", []),
    ("Washington sent troops to Poland", [("Poland", "to")]),
    ("it was decided in Moscow", [("Moscow", "at")]),
    ("the road to Kurakhove was mined", [("Kurakhove", "mentioned")]),
    ("they left the last houses in Krynky", [("Krynky", "from")]),
    # A mark by itself, as bad pages have it.
    ("they left the last houses ' in Krynky", [("Krynky", "from")]),
    ("they hold heights south of Siversk", [("Siversk", "at")]),
    ("there is a war in Ukraine", [("Ukraine", "at")]),
    ("he was dragged into a van in Odesa", [("Odesa", "at")]),
    ("he was brought to a hospital in Odesa", [("Odesa", "to")]),
    ("tanks stood near the northern Ethiopian town of Adwa", [("Adwa", "at")]),
    ("they left the hamlets of Adwa", [("Adwa", "from")]),
    ("the road from Izium to Lyman was cut", [("Izium", "mentioned"), ("Lyman", "mentioned")]),
    ("they mined the approaches to Odesa", [("Odesa", "at")]),
    ("shells hit Odesa’s port", [("Odesa", "at")]),
    ("they rejected Odesa’s offer", [("Odesa", "mentioned")]),
    # Aims, and what looks like one.
    ("tanks are heading for Izium", [("Izium", "to")]),
    ("the column left Izium for Lyman", [("Izium", "from"), ("Lyman", "to")]),
    ("they will march on Lyman", [("Lyman", "to")]),
    ("the ship had sailed the whole way to Odesa", [("Odesa", "to")]),
    ("the children are back in Odesa", [("Odesa", "to")]),
    ("a roadblock stood at the approach to the school in Lyman", [("Lyman", "at")]),
    ("a slick lay to the south of Odesa", [("Odesa", "at")]),
    # What was left or lost.
    ("drones came from the direction of Izium", [("Izium", "from")]),
    ("he admitted the loss of Lyman", [("Lyman", "from")]),
    ("positions east of Lyman have been given up", [("Lyman", "from")]),
    ("no soldiers are left in Lyman", [("Lyman", "at")]),
    ("bombs hit the left bank of the Dnipro", [("Dnipro River", "at")]),
    # What only describes.
    ("the track to Izium was mined", [("Izium", "mentioned")]),
    ("the road through Izium is open", [("Izium", "mentioned")]),
    ("aid to Izium was halted", [("Izium", "mentioned")]),
    ("volunteers from Odesa built it", [("Odesa", "mentioned")]),
    ("the money that was pledged in Odesa is gone", [("Odesa", "mentioned")]),
    ("the clause on the plant at Enerhodar was struck out", [("Enerhodar", "mentioned")]),
    ("the fate of Izium is unclear", [("Izium", "mentioned")]),
    ("works at Izium on the Volga burned", [("Izium", "at"), ("Volga", "mentioned")]),
    # What a government or a body does.
    ("a letter from Moscow was read", []),
    ("officials in Kyiv are silent", []),
    ("they flew from Moscow to Odesa", [("Moscow", "from"), ("Odesa", "to")]),
    ("the Mariupol city council objected", []),
    ("rulers in Kyiv want peace", []),
    ("the house that officials in Kyiv bought is new", []),
    # What is done in a capital, or to it.
    ("a drone fell on a house in Moscow", [("Moscow", "at")]),
    ("an embassy in Beirut was shelled", [("Beirut", "at")]),
    ("a strike killed two senior officials in Moscow", [("Moscow", "at")]),
    ("officials in Moscow were attacked", [("Moscow", "at")]),
    ("rockets hit Kyiv", [("Kyiv", "at")]),
    ("Moscow had bombed Kyiv", [("Kyiv", "at")]),
    ("Moscow was attacked by drones", [("Moscow", "at")]),
    ("Russia invaded Ukraine", [("Ukraine", "at")]),
    ("a drone attack on Kyiv killed two", [("Kyiv", "at")]),
    ("it was an attack on Moscow’s credibility", []),
    ("they hit Moscow with new sanctions", []),
    ("the attack Moscow denied was small", []),
    ("they suspended attacks on US positions", []),
    # What stays where it is left or lost.
    ("they lost contact with the crew in Lviv", [("Lviv", "at")]),
    ("it left 40 dead in Lyman", [("Lyman", "at")]),
    ("they left mines in Lyman", [("Lyman", "at")]),
    ("they lost positions in Lyman", [("Lyman", "from")]),
    ("the war left Izium in ruins", [("Izium", "at")]),
    # Other spaces, brackets and signs.
    ("shells hit Bakhmut\u00a0and\u00a0Soledar", [("Bakhmut", "at"), ("Soledar", "at")]),
    ("they fled from\u202fNova\u00a0Kakhovka", [("Nova Kakhovka", "from")]),
    ("shells hit (Bakhmut) and [Soledar]", [("Bakhmut", "at"), ("Soledar", "at")]),
    ("shells hit 🔥 Bakhmut", [("Bakhmut", "at")]),
    ("they left 💥Bakhmut", [("Bakhmut", "from")]),
    # Lists and compounds.
    ("they lost Mosul, then Raqqa and then Fallujah", [("Mosul", "from"), ("Raqqa", "from"), ("Fallujah", "from")]),
    (
        "they control Sudzha, Rylsk, Nowherino, and Glushkovo districts of Kursk",
        [("Sudzha", "at"), ("Rylsk", "at"), ("Glushkovo", "at"), ("Kursk", "at")],
    ),
    ("Izium, Lyman and Odesa were shelled", [("Izium", "at"), ("Lyman", "at"), ("Odesa", "at")]),
    ("three towns – Izium, Lyman and Odesa – burned", [("Izium", "at"), ("Lyman", "at"), ("Odesa", "at")]),
    ("cuts are in force in Izium and parts of Lyman", [("Izium", "at"), ("Lyman", "at")]),
    ("they shelled the Nikitovsky district of Horlivka", [("Nikitovsky", "at"), ("Horlivka", "at")]),
    ("the fishing port of Odesa was hit", [("Odesa", "at")]),
    ("four towns, including Izium and Lyman, burned", [("Izium", "at"), ("Lyman", "at")]),
    ("a drone crashed 4 km from Izium", [("Izium", "at")]),
    ("the Odesa fuel depot exploded", [("Odesa", "at")]),
    # Who or what is from somewhere, and what set out from there.
    ("a convoy from Odesa was shelled near Izium", [("Izium", "at"), ("Odesa", "mentioned")]),
    ("rockets from Lebanon hit a house in Odesa", [("Lebanon", "from"), ("Odesa", "at")]),
    ("families from Izium had fled to Odesa", [("Izium", "from"), ("Odesa", "to")]),
    ("he received a letter from a cousin in Izium", [("Izium", "mentioned")]),
    ("the army received bodies from Israel at Odesa", [("Odesa", "at")]),
    ("they were on their way to Odesa", [("Odesa", "to")]),
    # A capital that is called one, and an owner of what is hit.
    ("rockets hit the capital, Kyiv", [("Kyiv", "at")]),
    ("the capital, Kyiv, was shelled", [("Kyiv", "at")]),
    ("Kyiv hit by drones", [("Kyiv", "at")]),
    ("shells hit Odesa’s brewery", [("Odesa", "at")]),
    ("it condemned the capture of Izium, the rebels’ second in command", []),
    ("it condemned the capture of Izium, the commander of a brigade said", [("Izium", "at")]),
]


@pytest.mark.parametrize(("text", "expected"), ROLES)
def test_place_has_the_role_that_its_words_give(text: str, expected: list[tuple[str, str]]) -> None:
    """Places of the event come first, those that are only mentioned last."""
    assert [(place.name, place.role) for place in places_of(text)] == expected


DESCRIBED = [
    # A clause or a participle of a noun.
    "the men who met in Izium last week do not speak for us",
    "the men who shelled Izium will be tried",
    "her son, who studies in Izium, had called",
    "the speech he gave in Izium was a mistake",
    "ore mined at Izium was sold",
    "a tank built in Izium was captured",
    "the brigades that took Izium lack fuel",
    "a Syrian from Izium who slept there was killed",
    "they bombed the way they bombed Izium",
    "men waiting near Izium have no papers",
    # Talks, deals and papers.
    "the deal discussed in Izium was dead",
    "they fought on to wreck the talks in Izium",
    "nobody moved until the summit in Izium was over",
    "the embassy in Izium has no list",
    "he wrote to a newspaper in Izium",
    "his wife, a teacher in Izium, had called him",
    "an aid worker in Izium, speaking by phone, told of it",
    # Whom something else is done to.
    "they buried three men killed in Izium",
    "police arrested two men who had shelled Izium",
    "they fired on rebels who looted a warehouse at Izium",
    # A name before talks, a campaign or a unit.
    "it was agreed at the Izium talks",
    "he made his name in the Izium offensive",
    "they wore badges of the Izium brigade",
    "fuel for Izium was held up",
    "a depot that supplies Izium burned",
    # Another time and another place.
    "it was the worst night since the fall of Izium",
    "it was worse than in Izium",
    "they use the same shells that they used in Izium",
    "it was a repeat of the attacks on Izium",
    "nothing like the bombing of Izium had happened",
    "they recalled the 2019 clashes in Izium",
    "relatives of the missing in Izium wrote to him",
    "he had grown up in Izium",
    "the body came by way of Izium",
]


@pytest.mark.parametrize("text", DESCRIBED)
def test_place_that_only_describes_is_mentioned(text: str) -> None:
    """The event is not where somebody had been, where a deal was made or where it was worse."""
    assert [(place.name, place.role) for place in places_of(text)] == [("Izium", "mentioned")]


BEARINGS = [
    ("shells hit a farm in Lyman, six kilometres south of Izium", ["Lyman", "Izium"]),
    ("shells hit a farm in Lyman, east of Izium", ["Lyman", "Izium"]),
    ("shells hit a farm in Lyman, a village near Izium", ["Lyman", "Izium"]),
]


@pytest.mark.parametrize(("text", "names"), BEARINGS)
def test_place_by_which_another_is_found_is_mentioned(text: str, names: list[str]) -> None:
    """The bigger town beside it tells only where the village is."""
    assert [(place.name, place.role) for place in places_of(text)] == list(zip(names, ["at", "mentioned"], strict=True))


TOLD = [
    "the drone that hit a house in Izium killed two",
    "a shell fired at Izium killed two",
    "prisoners held in Izium were beaten",
    "people trapped in Izium have no water",
    "heavy shelling in Izium killed two",
    "the claim that troops in Izium fled was false",
    "she believes the troops in Izium are hungry",
    "talks in Izium will go on",
    "they agreed to hold talks in Izium",
    "the embassy in Izium was shelled",
    "rescuers pulled out a woman who had been buried in Izium",
    "they recorded twelve people wounded in Izium",
    "drones struck a bus in Izium",
    "more than 20 houses in Izium burned",
    "after shells hit a bus in Izium two people were taken away",
]


@pytest.mark.parametrize("text", TOLD)
def test_place_of_what_is_told_is_at(text: str) -> None:
    """Looks like a description, and tells where something happened."""
    assert [(place.name, place.role) for place in places_of(text)] == [("Izium", "at")]


@pytest.mark.parametrize(("event", "role"), [("will strike", "mentioned"), ("falls", "at")])
def test_condition_behind_the_main_event_is_not_where_it_is(event: str, role: str) -> None:
    """What would happen if something fell on a place happens elsewhere; the fall itself is there."""
    text = "they will strike if a single shell falls on Izium"
    start = text.index(event)

    (place,) = places_in(text, ((0, len(text)),), (start, start + len(event)))

    assert place.role == role


PARTS = [
    ("they hold the southern part of Urozhaine", "southern part"),
    ("they fought in the outskirts of Avdiivka", "outskirts"),
    ("blasts were heard in northern Kharkiv", "northern"),
    ("they entered Bakhmut’s eastern suburbs", "eastern suburbs"),
    ("they entered Bakhmut", None),
    ("they left Bakhmut", None),
]


EXTENTS = [
    ("shells hit the Lyman power plant", "Lyman power plant"),
    ("shells hit the Lyman ammunition depot", "Lyman ammunition depot"),
    ("shells hit the Lisovyi quarter", "Lisovyi quarter"),
    ("shells hit Sadova Street", "Sadova Street"),
    ("shells hit the Antonov Bridge", "Antonov Bridge"),
    ("they fight on the Orikhiv front", "Orikhiv front"),
    ("guns fell silent on the southern front", "southern front"),
    ("mines lay along the Vyrlohai–Zaryan road", "Zaryan road"),
]


def test_text_of_a_place_is_as_written() -> None:
    """A space that does not break parts a name as any other does, and stays in its text."""
    [place] = places_of("they shelled Nova\u00a0Kakhovka")

    assert (place.text, place.name) == ("Nova\u00a0Kakhovka", "Nova Kakhovka")


@pytest.mark.parametrize(("text", "extent"), EXTENTS)
def test_text_of_a_place_has_what_belongs_to_the_name(text: str, extent: str) -> None:
    """A site, a street or a front is named with its noun."""
    assert [place.text for place in places_of(text)] == [extent]


@pytest.mark.parametrize(("text", "part"), PARTS)
def test_part_of_a_place_is_kept(text: str, part: str | None) -> None:
    """The part is what the article wrote."""
    assert places_of(text)[0].part == part


REGIONS = [
    ("shelling in the Donetsk region", "Donetsk Oblast", ("UA-14",), 3),
    ("shelling in Donetsk", "Donetsk", ("UA-14",), 1),
    ("fighting in Donbass", "Donbas", ("UA-14", "UA-09"), 3),
    ("a base in Crimea", "Crimea", ("UA-43",), 3),
    ("they crossed the Dnipro", "Dnipro River", ("UA",), 3),
    ("rockets hit Dnipro", "Dnipro", ("UA-12",), 1),
    ("ships in the Black Sea", "Black Sea", (), 3),
    ("fighting in the Bakhmut district", "Bakhmut", ("UA-14",), 2),
]


@pytest.mark.parametrize(("text", "name", "regions", "precision"), REGIONS)
def test_place_has_its_regions_and_precision(text: str, name: str, regions: tuple[str, ...], precision: int) -> None:
    """A city, its district and its region are three things."""
    place = places_of(text)[0]

    assert (place.name, place.regions, place.precision) == (name, regions, precision)


def test_the_village_is_the_one_named_before() -> None:
    """A definite phrase means the last place of its kind."""
    (place,) = places_of("Troops left Urozhaine. He said they hold part of the village", "He said")

    assert (place.text, place.name, place.basis, place.part) == ("the village", "Urozhaine", "context", "part")


MEANT = [
    # The place that is spoken of, not the one that was named by the way.
    ("Shells hit Urozhaine. It was worse than in Velyka Novosilka.", "the village", "Urozhaine"),
    ("The battle for the city of Bakhmut goes on. Generals stood in Moscow.", "the eastern city", "Bakhmut"),
    ("They took Lyman, a small town. Shells fell in Sloviansk.", "the town", "Lyman"),
    ("Two residents of Urozhaine had fled to Lyman.", "the village", "Urozhaine"),
    # A city of a million is no town, a capital no part of one.
    ("Shells hit Kupiansk. Nothing fell in Kharkiv.", "the town", "Kupiansk"),
    ("Shells hit Kupiansk. Nothing fell in Kyiv.", "the northern edge", "Kupiansk"),
]


@pytest.mark.parametrize(("before", "phrase", "name"), MEANT)
def test_definite_phrase_means_the_place_that_is_spoken_of(before: str, phrase: str, name: str) -> None:
    """A place that was told of goes before a later one that only helped to describe."""
    (place,) = places_of(f"{before} He said they shelled {phrase}", "He said")

    assert (place.name, place.basis) == (name, "context")


CONTEXTS = [
    ("Soldiers held Urozhaine.", "they lost the northern edge", ("the northern edge", "Urozhaine", "northern edge")),
    ("A mill at Urozhaine burned.", "they shelled the mill", ("the mill", "Urozhaine", None)),
    ("Troops left Urozhaine.", "they reached the village centre", ("the village", "Urozhaine", "centre")),
]


@pytest.mark.parametrize(("before", "content", "expected"), CONTEXTS)
def test_part_or_site_that_stands_alone_is_that_of_the_place_before(
    before: str, content: str, expected: tuple[str, str, str | None]
) -> None:
    """The edge is the edge of the village that is spoken of, the mill the one that was told where it is."""
    (place,) = places_of(f"{before} He said {content}", "He said")

    assert (place.text, place.name, place.part, place.basis) == (*expected[:2], expected[2], "context")


OTHERS = ["they took the next village", "they want the village where he was born", "the village council met"]


@pytest.mark.parametrize("content", OTHERS)
def test_another_village_is_not_the_one_named_before(content: str) -> None:
    """The next village is another, and a council no village."""
    assert places_of(f"Troops left Urozhaine. He said {content}", "He said") == []


def test_the_region_is_no_village() -> None:
    """A definite phrase does not mean a place of another kind."""
    assert places_of("Troops left Urozhaine. He said they hold the region", "He said") == []


def test_place_of_those_who_tell_is_not_the_place_of_what_they_tell() -> None:
    """A content has the places that it names, wherever its eyewitness is."""
    assert places_of("Soldiers near Soledar said that they had no shells", " said") == []


def test_readings_of_an_ambiguous_name_are_kept() -> None:
    """A name of several places lists them with scores, the chosen one first."""
    place = places_of("A fire broke out in Springfield")[0]

    assert place.candidates[0].gazetteer_id == place.gazetteer_id
    assert place.candidates[0].score >= place.candidates[1].score > 0


def test_village_that_the_gazetteer_lacks_is_named() -> None:
    """A name that its words tell to be a settlement is a place without a point."""
    place = places_of("They took the village of Nezhdanopol")[0]

    assert (place.name, place.latitude, place.gazetteer_id, place.role) == ("Nezhdanopol", None, None, "at")


HEADLINES = [
    ("RUSSIAN MISSILES STRIKE DNIPRO AND ODESA", [("DNIPRO", "Dnipro", "at"), ("ODESA", "Odesa", "at")]),
    ("KYIV HIT BY DRONES AT NIGHT", [("KYIV", "Kyiv", "at")]),
    ("MAYOR SAYS MEN FLED IN HIT", []),
]


@pytest.mark.parametrize(("headline", "expected"), HEADLINES)
def test_places_of_a_headline_in_capitals_are_seen(headline: str, expected: list[tuple[str, str, str]]) -> None:
    """Words in capitals are read as the article writes them, and stay as written in what is found."""
    text = f"{headline}\n\nA mayor said that drones hit a house."

    found = places_in(text, ((0, len(headline)),))

    assert [(place.text, place.name, place.role) for place in found] == expected


def test_part_of_an_institution_is_no_place() -> None:
    """A newspaper called after a city does not put the event there, nor does an adjective."""
    assert places_of("the Kyiv Independent was shown a letter by a Lviv-based group") == []
