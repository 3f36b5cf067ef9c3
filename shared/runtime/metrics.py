"""Every metric, each with a sentence; services only count."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

MESSAGES = Counter(
    "claimwire_messages_total",
    "Messages that a stage has finished with, by outcome: done, skipped, dead_lettered or fenced.",
    ("stage", "outcome"),
)
HANDLE_SECONDS = Histogram(
    "claimwire_handle_seconds",
    "Seconds that the handler of a stage took for one message.",
    ("stage",),
    buckets=(0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15),
)
REDIS_RETRIES = Counter(
    "claimwire_redis_retries_total",
    "Redis commands that were tried again, by the kind of refusal.",
    ("reason",),
)
RELAYED = Counter("claimwire_events_relayed_total", "Public events that the relay has added to the firehose.")
ALARMS = Counter(
    "claimwire_alarms_total",
    "Conditions that a person should look at, by name; each is also a log line of level error.",
    ("name",),
)
BREAKER_OPEN = Gauge(
    "claimwire_breaker_open",
    "1 while a stage has stopped, or works on trial, because too many of its messages died; else 0.",
    ("stage", "stream"),
)
LANGUAGE_MODEL = Counter(
    "claimwire_language_model_total",
    "Articles that a language model was set up for, by outcome: answered, or why the default engine read them.",
    ("outcome",),
)
LANGUAGE_MODEL_DROPPED = Counter(
    "claimwire_language_model_dropped_total",
    "Attributions that a language model gave and that are no claims, by reason.",
    ("reason",),
)
