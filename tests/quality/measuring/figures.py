"""All figures of `make quality`, in the order of the table; their floors and aims stand in `floors.tsv`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from deploy.gazetteer.corpora import Annotated, geovirus, lgl
from deploy.training.scoring import Counts
from services.extractor.adapters.labeller.session import shipped_labeller
from tests.quality import test_front_line as front_line
from tests.quality.cleaning import date_f, dated_pages, htmldate_day, own_day
from tests.quality.feeds import expectations
from tests.quality.fields import FieldsComparison
from tests.quality.measuring.figure import Figure, Measured, MissingDataError
from tests.quality.measuring.inputs import Inputs, say
from tests.quality.measuring.seen import seen
from tests.quality.places import Reader, every_capital, every_listed_name, recognised, recognised_with_people, scores
from tests.quality.reliability import groups, off_by
from tests.quality.scoring.views import LABELS
from tests.quality.vocabulary import RARE, Answer, answers, macro_f, precision_and_recall
from tests.unit.extractor import test_quantities, test_times
from tests.unit.extractor.marked import marked, rows

if TYPE_CHECKING:
    from tests.quality.alignment import Document
    from tests.quality.scoring.figures import Score
    from tests.quality.vocabulary import Claim

# A desk reads what is marked as denied or unverified; of what is marked, four in five must be.
PRECISE = 0.8
TRAFILATURA = "constant: trafilatura with its defaults"


def percent(counts: Counts, what: str, note: str) -> Measured:
    """Of claims found, beside finding none."""
    return Measured(100 * getattr(counts, what), 0.0, note)


def polnear(line: str, at: Inputs) -> Measured:
    """F of attributions in news on politics."""
    return percent(at.polnear.spans()[line], "f", seen("polnear/dev"))


def conflict(line: str, what: str, at: Inputs) -> Measured:
    """F or precision of attributions in reports on a war."""
    return percent(at.conflict_parts.spans()[line], what, provenance(at))


def provenance(at: Inputs) -> str:
    """By which weights the claims in those reports were found."""
    return f"claims of {at.folders.claims.name}" if at.folders.claims else seen("conflict")


def conflict_answers(field: str, documents: list[Document], at: Inputs) -> list[Answer]:
    """What matched claims say in a field.

    Raises:
        MissingDataError: the claims were given, and are only spans.

    """
    pairs: list[tuple[Claim, Claim]] = [pair for document in documents for pair in document.pairs()]
    if any("events" not in found for _, found in pairs):
        message = f"{at.folders.claims} holds spans only: write it anew with deploy.training.folds"
        raise MissingDataError(message)
    return answers(pairs, field, at.vocabulary)


def class_figure(field: str, at: Inputs) -> Measured:
    """Macro-F of a field, beside the commonest answer for all."""
    scored = conflict_answers(field, at.conflict, at)
    if not scored:
        return Measured(0.0, 0.0, provenance(at))
    commonest = Counter(label for answer in scored for label in answer.right).most_common(1)[0][0]
    constant = macro_f([replace(answer, said=commonest) for answer in scored])
    unseen = 100 * macro_f(conflict_answers(field, _unseen_by_rules(at), at))
    note = provenance(at) if at.folders.claims else seen("conflict", shipped_labeller().settings)
    return Measured(100 * macro_f(scored), 100 * constant, _notes(f"odd half {unseen:.1f}", note))


def rare_figure(field: str, at: Inputs) -> Measured:
    """Recall of the unusual answers, where enough of them are right; to say nothing unusual finds none."""
    precision, recall = precision_and_recall(conflict_answers(field, at.conflict, at), RARE[field])
    odd = precision_and_recall(conflict_answers(field, _unseen_by_rules(at), at), RARE[field])
    note = "precision {:.1f}, recall {:.1f}; odd half {:.1f}, {:.1f}"
    note = note.format(*(100 * share for share in (precision, recall, *odd)))
    return Measured(100 * recall * (precision >= PRECISE), 0.0, _notes(note, provenance(at)))


def _unseen_by_rules(at: Inputs) -> list[Document]:
    """Rules are made with a look at the others."""
    return at.conflict[1::2]


def _notes(*notes: str) -> str:
    return "; ".join(filter(None, notes))


def seeds(at: Inputs) -> Measured:
    """How many claims that must be found are."""
    tally = at.seeds
    note = f"of {tally.wanted}, {tally.extracted} extracted; rules were made with a look at them"
    return Measured(tally.found, 0, note)


def seed_lines(at: Inputs) -> Measured:
    """How many lines cleaning decided wrongly about."""
    note = f"{at.seeds.left} of boilerplate left, {at.seeds.lost} of the articles lost"
    return Measured(at.seeds.left + at.seeds.lost, None, note)


def report(name: str, at: Inputs) -> Measured:
    """A field in the annotated reports that figures are reported from."""
    measured = field_figure(at.reports[name])
    return replace(measured, note=_notes(measured.note, seen("reports/report")))


def fresh(name: str, at: Inputs) -> Measured:
    """A field in reports that were written after rules and models."""
    return field_figure(at.fresh[name])


def field_figure(score: Score) -> Measured:
    """F of a field, over its labels or over its items."""
    value = score.f if score.macro_f is None else score.macro_f
    # Of parts of the text the constant answer is none.
    return Measured(100 * (value or 0.0), 100 * (score.constant_f or 0.0), f"n {score.n}")


def confidence(at: Inputs) -> Measured:
    """How far confidence and share of right claims are apart, in points, beside being sure of every claim."""
    claims = at.judged
    wrong = 100 * sum(not claim.is_right for claim in claims) / max(len(claims), 1)
    return Measured(100 * off_by(groups(claims)), wrong, _notes(f"n {len(claims)}", seen("reports/report")))


def bodies(at: Inputs) -> Measured:
    """F of the bodies of pages, beside trafilatura alone."""
    own, other = at.bodies
    return Measured(100 * own.f, 100 * other.f, f"P {100 * own.precision:.1f}, R {100 * own.recall:.1f}; {TRAFILATURA}")


def cleaning_speed(at: Inputs) -> Measured:
    """Pages in a second of processor time, as a multiple of trafilatura's in the same run."""
    own, other = at.bodies
    return Measured(
        own.pages_per_cpu_second / other.pages_per_cpu_second, 1.0, f"{TRAFILATURA}, which reads bodies only"
    )


def publication_dates(at: Inputs) -> Measured:
    """F of days of publication, beside htmldate alone."""
    pages = dated_pages(at.folders.at("data", "publication-dates"))
    say(f"reading the dates of {len(pages)} pages, twice")
    return Measured(100 * date_f(pages, own_day), 100 * date_f(pages, htmldate_day), "constant: htmldate, extensive")


def feeds(at: Inputs) -> Measured:
    """Share of the expectations of feedparser's own tests that hold for what the fetcher parses."""
    found = expectations(at.folders.at("data", "feeds"))
    refused = f"{found.held} of {found.total}; refused for their entities: {found.refused}"
    return Measured(100 * found.held / max(found.total, 1), None, refused)


def places(corpus: Callable[..., list[Annotated]], reader: Reader, at: Inputs) -> Measured:
    """F of recognised toponyms, beside the better of two readers that know nothing of sentences."""
    articles = corpus(at.folders.at("data", "places"))
    say(f"reading {len(articles)} articles of {corpus.__name__}")
    simple = max(scores(articles, each)[2] for each in (every_listed_name, every_capital))
    return Measured(scores(articles, reader)[2], simple, "constant: every listed name or every capital")


def front_line_places(_: Inputs) -> Measured:
    """How many names of the front line are put where they are."""
    off = [front_line.kilometres_off(name, *rest) for name, *rest in front_line.NAMES]
    return Measured(sum(distance is not None and distance <= front_line.NEAR_KM for distance in off), 0, "of 100")


def table_rows(of: str, name: str, _: Inputs) -> Measured:
    """The share of expressions that are read with every field exact, beside reading none at all."""
    table = rows(name)
    if of == "times":
        right = [test_times.failure(row) is None for row in table]
    else:
        right = [test_quantities.failure(row) is None for row in table]
    empty = [not marked(row["sentence"]).spans.get("fact") for row in table]
    return Measured(100 * sum(right) / len(table), 100 * sum(empty) / len(table), f"n {len(table)}")


def _all() -> Iterator[Figure[Inputs]]:
    yield Figure("PolNeAR dev: whole claim, F", partial(polnear, "whole claim"))
    yield Figure("PolNeAR dev: content exact, F", partial(polnear, "content, exact"))
    yield Figure("conflict: whole claim, F", partial(conflict, "whole claim", "f"))
    yield Figure("conflict: whole claim, P", partial(conflict, "whole claim", "precision"))
    yield Figure("conflict: event, macro-F", partial(class_figure, "event"))
    yield Figure("conflict: source kind, macro-F", partial(class_figure, "source_kind"))
    yield Figure("conflict: polarity negative, recall at P 80", partial(rare_figure, "polarity"))
    yield Figure("conflict: verification stated, recall at P 80", partial(rare_figure, "verification"))
    yield Figure("conflict: not asserted, recall at P 80", partial(rare_figure, "certainty"))
    yield Figure("seeds: claims found", seeds)
    yield Figure("seeds: lines left or lost", seed_lines)
    yield from _fields("reports", report)
    yield Figure("reports: confidence, off by", confidence)
    yield from _fields("fresh reports", fresh)
    yield Figure("places: LGL, F", partial(places, lgl, recognised_with_people))
    yield Figure("places: GeoVirus, F", partial(places, geovirus, recognised))
    yield Figure("places: front line, found", front_line_places)
    for of in ("times", "quantities"):
        for name in (of, f"{of}_unseen"):
            yield Figure(f"tables: {name}, % exact", partial(table_rows, of, name))
    yield Figure("pages: body, F", bodies)
    yield Figure("pages: publication date, F", publication_dates)
    yield Figure("pages: speed, times trafilatura", cleaning_speed)
    yield Figure("feeds: expectations held, %", feeds)
    yield Figure("speed: articles per CPU-second", lambda at: Measured(at.speed.articles_per_cpu_second))
    yield Figure("speed: resident MB", lambda at: Measured(at.speed.resident_mb))


def _fields(of: str, measure: Callable[[str, Inputs], Measured]) -> Iterator[Figure[Inputs]]:
    for score in FieldsComparison().scores():
        suffix = "macro-F" if score.name in LABELS else "F"
        yield Figure(f"{of}: {score.name}, {suffix}", partial(measure, score.name))


FIGURES: tuple[Figure[Inputs], ...] = tuple(_all())
