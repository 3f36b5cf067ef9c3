"""A claim as plain values; the field names are those of the public record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.extractor.domain.reading.passage import Passage, Span


@dataclass(frozen=True)
class Source:
    """Who speaks; see the record's field of the same name."""

    text: str | None = None
    spans: tuple[Span, ...] = ()
    name: str | None = None
    role: str | None = None
    organisation: str | None = None
    kind: str = "unknown"
    side: str | None = None
    credibility_note: Passage | None = None


@dataclass(frozen=True)
class Cue(Passage):
    """The words that attribute, and what kind of speaking they are."""

    speech_act: str


@dataclass(frozen=True)
class Actor(Passage):
    """Who does or suffers an event."""

    name: str | None = None
    side: str | None = None
    party: str | None = None


@dataclass(frozen=True)
class Actors:
    """Agent and target of an event."""

    agent: Actor | None = None
    target: Actor | None = None


@dataclass(frozen=True)
class Event:
    """What the content says happens."""

    type: str
    modality: str
    polarity: str
    actors: Actors


@dataclass(frozen=True)
class Candidate:
    """One reading of an ambiguous place name."""

    gazetteer_id: str
    name: str
    latitude: float
    longitude: float
    score: float


@dataclass(frozen=True)
class Place(Passage):
    """Where it happens; latitude and longitude in degrees, WGS 84; only named where the gazetteer lacks it."""

    role: str
    part: str | None
    basis: str
    name: str | None
    gazetteer_id: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    regions: tuple[str, ...] = ()
    precision: int | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Time(Passage):
    """A time as written, and the interval [start, end) in UTC where it is known."""

    start: datetime | None
    end: datetime | None
    edtf: str | None
    granularity: str
    anchor: str | None


@dataclass(frozen=True)
class Quantity(Passage):
    """A number with its bounds; a bound that is not stated is None."""

    low: float | None
    high: float | None
    unit: str | None
    counted: str | None


@dataclass(frozen=True)
class Hedge(Passage):
    """Words that weaken the claim, and whose they are: `article` or `source`."""

    by: str


@dataclass(frozen=True)
class Caveat(Passage):
    """What the article or another voice says about the claim."""

    status: str
    by: str


@dataclass(frozen=True)
class Evidence(Passage):
    """What the claim rests on."""

    kind: str


@dataclass(frozen=True)
class DraftClaim:
    """One attribution with everything that was read out of it, before it gets an id.

    Attributes:
        ordinal: 0 for the first claim of this cue word in this sentence.
    """

    ordinal: int
    sentence: Passage
    content: Passage
    source: Source
    via: tuple[Source, ...]
    cue: Cue
    stance: str
    quote: str
    events: tuple[Event, ...] = ()
    places: tuple[Place, ...] = ()
    time: Time | None = None
    said_at: Time | None = None
    quantities: tuple[Quantity, ...] = ()
    certainty: str = "asserted"
    hedge: Hedge | None = None
    caveats: tuple[Caveat, ...] = ()
    verification: str = "unstated"
    evidence: tuple[Evidence, ...] = ()
    extraction_confidence: float | None = None
