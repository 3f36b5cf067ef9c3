"""Extract: a clean article in, the same article with its claims out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeVar

import structlog

from services.extractor.adapters.labeller.session import shipped_labeller
from services.extractor.adapters.language_model.client import NoAnswer
from services.extractor.adapters.tagger.session import shipped_tagger
from services.extractor.domain.claims import Extraction, extract_claims
from services.extractor.domain.facts.moments.calendar import Published
from services.extractor.domain.marked import marked_claims
from services.extractor.domain.quoting.reading import quoted_claims
from shared import identity
from shared.contracts.claim import ClaimsExtracted, ExtractedClaim, Extractor
from shared.errors import Done
from shared.runtime import metrics

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    from services.extractor.adapters.language_model.client import LanguageModel
    from services.extractor.domain.draft import DraftClaim
    from services.extractor.domain.quoting.quoted import Quotes
    from shared.contracts.article import ArticleCleaned

log = structlog.get_logger()

T = TypeVar("T")
Engine = Literal["tagger", "rules", "marked"]
LANGUAGE_MODEL: Final = "language_model"

# "und": a text too short to tell is tried; what is recognised as another language is not.
READ_LANGUAGES: Final = frozenset({"en", "und"})
VERSION: Final = "5"
# Outcomes that are no news: nobody was asked, or there was nothing to say.
_NO_FAULTS: Final = frozenset({"too_long", "left_alone", "empty"})
DEFAULT: Final = Extractor(name="tagger", version=VERSION)


class Run(Protocol):
    """What calls a module-level function in a worker."""

    def __call__(self, work: Callable[..., T], *arguments: object) -> Awaitable[T]:
        """Its result."""


@dataclass(frozen=True)
class Extracted:
    """What was read in a text.

    Attributes:
        claims: in the order of their cues.
        no_claims_reason: why there are none, or why some may be missing; None if nothing is to be said.
    """

    claims: list[ExtractedClaim]
    no_claims_reason: str | None


@dataclass(frozen=True)
class Told:
    """What became of asking a language model.

    Attributes:
        outcome: `answered`, or why the engine read the article.
        fault: what exactly; empty if there is none.
        dropped: how many of its attributions are no claims, by reason.
    """

    outcome: str
    fault: str = ""
    dropped: dict[str, int] = field(default_factory=dict)


def extract(article: ArticleCleaned, *, extractor_version: str = VERSION, engine: Engine = "tagger") -> Done:
    """Find who claims what; an article without a claim, or in another language, goes on with the reason."""
    made_by = Extractor(name=engine, version=extractor_version)
    published = _published(article)
    found = extract_text(article.article_id, article.text, published, language=article.language, made_by=made_by)
    return _done(article, found, made_by)


async def extract_asking(article: ArticleCleaned, *, language_model: LanguageModel, run: Run, engine: Engine) -> Done:
    """Find who claims what as a language model quotes it; the engine answers where the model does not.

    Args:
        run: whatever keeps a processor busy is done in a worker; here is only waited.
    """
    if article.language not in READ_LANGUAGES:
        return await run(partial(extract, engine=engine), article)
    answer = await language_model.ask(article.text)
    if isinstance(answer, NoAnswer):
        done, told = await run(partial(extract, engine=engine), article), Told(answer.outcome, answer.fault)
    else:
        done, told = await run(partial(extract_answer, model=language_model.name, engine=engine), article, answer)
    _tell(told, engine)
    return done


def extract_answer(article: ArticleCleaned, quotes: Quotes, *, model: str, engine: Engine) -> tuple[Done, Told]:
    """The article with the claims of a language model, or the engine's, and what became of the model's."""
    found, made_by, told = extract_quotes(
        article.article_id,
        article.text,
        _published(article),
        quotes=quotes,
        model=model,
        instead=Extractor(name=engine, version=VERSION),
    )
    return _done(article, found, made_by), told


def extract_quotes(
    article_id: str,
    text: str,
    published: date | Published | None,
    *,
    quotes: Quotes,
    model: str,
    instead: Extractor = DEFAULT,
) -> tuple[Extracted, Extractor, Told]:
    """The claims that a language model quoted of a text, who found them, and what became of the others.

    Args:
        instead: the engine that reads the text if nothing, or less than half, of what was quoted stands there.
    """
    reading = quoted_claims(text, quotes, published=published, label=shipped_labeller().read)
    if not reading.is_sound:
        outcome = "unsound" if quotes.total else "empty"
        found = extract_text(article_id, text, published, made_by=instead)
        return found, instead, Told(outcome, dropped=dict(reading.dropped))
    made_by = Extractor(name=LANGUAGE_MODEL, version=f"{VERSION}+{model}")
    claims = [_packed(article_id, draft, made_by) for draft in reading.claims]
    return Extracted(claims, None), made_by, Told("answered", dropped=dict(reading.dropped))


def extract_text(
    article_id: str,
    text: str,
    published: date | Published | None,
    *,
    language: str = "en",
    made_by: Extractor = DEFAULT,
) -> Extracted:
    """The claims of a text in the record's form.

    Args:
        published: what relative times are counted from, where it is known.
        language: ISO 639-1, or `und`.
        made_by: its name is the engine that reads.
    """
    if language not in READ_LANGUAGES:
        return Extracted([], f"unsupported language: {language}")
    found = read_text(text, published, made_by.name)
    # What was not read must not pass for text without claims, even where claims were found beside it.
    reasons = filter(None, (None if found.claims else "no attribution found", found.left_out))
    return Extracted([_packed(article_id, draft, made_by) for draft in found.claims], "; ".join(reasons) or None)


def _published(article: ArticleCleaned) -> Published | None:
    """The publication as exactly as it is known: a month has no weekdays."""
    found = article.published
    if found is None:
        return None
    day = found.value.date()
    if found.precision in {"month", "year"}:
        return Published(day, "month" if found.precision == "month" else "year")
    return Published(day)


def read_text(text: str, published: date | Published | None, engine: str = DEFAULT.name) -> Extraction:
    """What an engine of this release finds in a text."""
    if engine == "marked":
        return Extraction(marked_claims(text))
    if engine == "rules":
        return extract_claims(text, published=published)
    return extract_claims(text, published=published, tag=shipped_tagger().read, label=shipped_labeller().read)


def _packed(article_id: str, draft: DraftClaim, made_by: Extractor) -> ExtractedClaim:
    claim_id = identity.claim_id(article_id, draft.sentence.text, draft.cue.text, draft.ordinal)
    values = {**vars(draft), "claim_id": claim_id, "extractor": made_by}
    return ExtractedClaim.model_validate(values, from_attributes=True)


def _done(article: ArticleCleaned, found: Extracted, made_by: Extractor) -> Done:
    fields = {name: getattr(article, name) for name in type(article).model_fields}
    reason = found.no_claims_reason
    return Done((ClaimsExtracted(**fields, claims=found.claims, no_claims_reason=reason, extractor=made_by),))


def _tell(told: Told, engine: Engine) -> None:
    metrics.LANGUAGE_MODEL.labels(told.outcome).inc()
    for reason, number in told.dropped.items():
        metrics.LANGUAGE_MODEL_DROPPED.labels(reason).inc(number)
    if told.outcome == "answered":
        log.info("language_model.answered", dropped=told.dropped)
        return
    tell = log.info if told.outcome in _NO_FAULTS else log.warning
    tell("language_model.unanswered", outcome=told.outcome, fault=told.fault, dropped=told.dropped, read_by=engine)
