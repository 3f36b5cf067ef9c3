"""The claim record: content that an article ascribes to a source."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.article import Article, DateFound
from shared.contracts.contract import Contract, Message, Utc, vocabulary

Span = tuple[int, int]

SourceKind = Annotated[str, vocabulary(
    "authority", "military", "armed_group", "politician", "analyst", "research_institute", "media", "blogger",
    "social_media_user", "soldier", "witness", "civilian", "imagery", "document", "international_organisation",
    "ngo", "unnamed", "public", "unknown",
)]  # fmt: skip
SpeechAct = Annotated[str, vocabulary(
    "say", "report", "announce", "confirm", "admit", "deny", "accuse", "threaten", "warn", "demand", "promise",
    "estimate", "believe", "show",
)]  # fmt: skip
Stance = Annotated[str, vocabulary("asserts", "admits", "denies", "declines", "relays")]
Quote = Annotated[str, vocabulary("direct", "mixed", "indirect")]
EventType = Annotated[str, vocabulary(
    "withdrawal", "advance", "capture", "hold", "attack", "clash", "shelling", "air_strike", "casualties",
    "destruction", "deployment", "detention", "prisoner_exchange", "ceasefire_or_talks", "humanitarian", "evacuation",
    "policy", "accusation", "threat", "demand", "statement",
)]  # fmt: skip
Modality = Annotated[str, vocabulary("happened", "ongoing", "planned", "possible", "conditional", "unknown")]
Polarity = Annotated[str, vocabulary("positive", "negative")]
PlaceRole = Annotated[str, vocabulary("at", "from", "to", "mentioned")]
Basis = Annotated[str, vocabulary("content", "context")]
Certainty = Annotated[str, vocabulary("asserted", "likely", "possible", "unlikely")]
CaveatStatus = Annotated[str, vocabulary(
    "unverified", "confirmed", "denied", "disputed", "dismissed", "conditional", "no_comment", "retracted"
)]  # fmt: skip
Verification = Annotated[str, vocabulary(
    "retracted", "denied", "dismissed", "disputed", "unverified", "conditional", "confirmed", "no_comment", "unstated"
)]  # fmt: skip
LinkKind = Annotated[
    str, vocabulary("repeats", "same_statement", "corroborates", "contradicts", "denies", "supersedes")
]
StandingWord = Annotated[str, vocabulary(
    "single_source", "repeated", "corroborated", "contested", "denied", "superseded", "retracted"
)]  # fmt: skip
AdmiraltyLetter = Annotated[str, vocabulary("A", "B", "C", "D", "E", "F")]


class Passage(Contract):
    """Words of the article: the slices at `spans`, joined with ` … ` where there are several."""

    text: str
    spans: list[Span] = Field(description="[start, end) in code points of the article's text")


class Source(Contract):
    """Who speaks."""

    text: str | None = Field(None, description="as written; absent for a cue without an agent")
    spans: list[Span] = Field(default_factory=list)
    name: str | None = Field(None, description="resolved within the article")
    role: str | None = None
    organisation: str | None = None
    kind: SourceKind = "unknown"
    side: str | None = Field(None, description="belligerent camp, such as RU or UA")
    credibility_note: Passage | None = None


class Cue(Passage):
    """The words that attribute."""

    speech_act: SpeechAct = "say"


class Actor(Passage):
    """Who does or suffers the event."""

    name: str | None = None
    side: str | None = Field(None, description="belligerent camp, such as RU or UA")
    party: str | None = Field(None, description="the force below the camp, such as Wagner or a brigade")


class Actors(Contract):
    """Agent and target of an event."""

    agent: Actor | None = None
    target: Actor | None = None


class EventSaid(Contract):
    """What the content says happens."""

    type: EventType
    modality: Modality = "unknown"
    polarity: Polarity = "positive"
    actors: Actors = Actors()


class Candidate(Contract):
    """One reading of an ambiguous place name."""

    gazetteer_id: str
    name: str
    latitude: float
    longitude: float
    score: float = Field(ge=0, le=1)


class Place(Passage):
    """Where the event is said to happen."""

    role: PlaceRole = "mentioned"
    part: str | None = None
    basis: Basis = "content"
    gazetteer_id: str | None = None
    name: str | None = None
    latitude: float | None = Field(None, description="degrees north, WGS 84")
    longitude: float | None = Field(None, description="degrees east, WGS 84")
    regions: list[str] = Field(default_factory=list, description="ISO 3166-2 codes")
    precision: int | None = Field(
        None, ge=1, le=3, description="1 the place itself, 2 its district, 3 its region or country"
    )
    candidates: list[Candidate] = Field(default_factory=list)


class Time(Passage):
    """A time as written, and the interval it stands for."""

    start: Utc | None = None
    end: Utc | None = None
    edtf: str | None = None
    granularity: str | None = None
    anchor: str | None = Field(None, description="what a relative time was counted from")


class Quantity(Passage):
    """A number with its bounds."""

    low: float | None = None
    high: float | None = None
    unit: str | None = Field(None, description="SI where it has one")
    counted: str | None = Field(None, description="what is counted")


class Hedge(Passage):
    """Words that weaken the claim."""

    by: Annotated[str, vocabulary("article", "source")]


class Caveat(Passage):
    """What the article or another voice in it says about the claim."""

    status: CaveatStatus
    by: str


class Evidence(Passage):
    """Imagery, documents or posts that the claim rests on."""

    kind: str


class Extractor(Contract):
    """What made the record."""

    name: str
    version: str


class ExtractedClaim(Contract):
    """One attribution in one article, as the extractor hands it on."""

    claim_id: str = Field(description="hash of article_id, normalised sentence, cue and ordinal")
    ordinal: int = Field(description="0 for the first claim of this cue word in this sentence")
    sentence: Passage
    content: Passage
    source: Source
    via: list[Source] = Field(default_factory=list, description="who relayed it, outermost first")
    cue: Cue
    stance: Stance = "asserts"
    quote: Quote = "indirect"
    events: list[EventSaid] = Field(default_factory=list, description="main event first")
    places: list[Place] = Field(default_factory=list)
    time: Time | None = None
    said_at: Time | None = None
    quantities: list[Quantity] = Field(default_factory=list)
    certainty: Certainty = "asserted"
    hedge: Hedge | None = None
    caveats: list[Caveat] = Field(default_factory=list)
    verification: Verification = "unstated"
    evidence: list[Evidence] = Field(default_factory=list)
    extraction_confidence: float | None = Field(None, ge=0, le=1)
    extractor: Extractor


class ClaimsExtracted(Article):
    """An article with its claims (`claims.extracted`)."""

    event_type: ClassVar[str] = "io.claimwire.claims.extracted.v1"

    claims: list[ExtractedClaim]
    no_claims_reason: str | None = Field(None, description="why there are none, or why some may be missing")
    extractor: Extractor

    def identity(self) -> str:
        return f"{super().identity()}\n{self.extractor.name} {self.extractor.version}"


class Link(Contract):
    """How another claim bears on this one."""

    kind: LinkKind
    claim_id: str
    reason: str
    spans: list[Span] = Field(default_factory=list)


class Standing(Contract):
    """Computed from links; a count, never a verdict."""

    word: StandingWord = "single_source"
    n_reports: int = 1
    n_outlets: int = 1
    n_origins: int = 1
    n_speakers: int = 1
    n_sides: int = 0


class Reliability(Contract):
    """An Admiralty letter, set only by an analyst."""

    letter: AdmiraltyLetter = "F"
    set_by: str | None = None
    set_at: Utc | None = None


class Claim(ExtractedClaim):
    """The public claim record: the extracted claim, where it stood, and its place in the stream of events."""

    article_id: str
    article_version: str
    url: str
    title: str | None = None
    outlet: str | None = None
    language: str = "und"
    capture: str
    published: DateFound | None = None
    modified: DateFound | None = None
    first_seen_at: Utc = Field(description="when the first capture of the article was taken")
    recorded_at: Utc = Field(description="when this revision was stored")
    revision: int = Field(1, ge=1)
    changed: list[str] = Field(default_factory=list, description="names of the fields that this revision changed")
    previous: dict[str, object] = Field(default_factory=dict, description="their values before")
    links: list[Link] = Field(default_factory=list)
    standing: Standing = Standing()
    supersedes: str | None = None
    outlet_reliability: Reliability = Reliability()
    source_reliability: Reliability = Reliability()


class ClaimEvent(Message):
    """A public event about one claim; it holds the whole record (`claimwire:claims.v1`)."""

    event_type: ClassVar[str] = "io.claimwire.claim.published.v1"

    sequence: int = Field(description="position in the firehose; the stream id is `<sequence>-0`")
    claim: Claim

    def subject(self) -> str:
        return self.claim.claim_id

    def identity(self) -> str:
        return f"{self.claim.claim_id}\n{self.claim.revision}"


class ClaimPublished(ClaimEvent):
    """A claim is seen for the first time."""


class ClaimUpdated(ClaimEvent):
    """A stored claim has a new revision."""

    event_type: ClassVar[str] = "io.claimwire.claim.updated.v1"


class ClaimLinked(ClaimEvent):
    """A claim has new links or another standing."""

    event_type: ClassVar[str] = "io.claimwire.claim.linked.v1"


class ClaimSuperseded(ClaimEvent):
    """A newer version of the article no longer makes the claim in this form."""

    event_type: ClassVar[str] = "io.claimwire.claim.superseded.v1"


class ClaimRetracted(ClaimEvent):
    """The article or its outlet withdrew the claim."""

    event_type: ClassVar[str] = "io.claimwire.claim.retracted.v1"
