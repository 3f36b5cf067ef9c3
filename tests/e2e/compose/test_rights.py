"""A service in the wrong hands: with each one's own credentials, what it must not do is refused."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
import redis

from tests.rights_table import USERS, forbidden

if TYPE_CHECKING:
    from tests.e2e.compose.deployment import Deployment

FORBIDDEN_SQL = (
    "DELETE FROM claims",
    "UPDATE claims SET sequence = 0",
    "INSERT INTO outcomes (capture, url_key, outcome) VALUES ('a', 'b', 'c')",
    "DROP TABLE claims",
    "CREATE TABLE other (a int)",
    "SET ROLE store",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SELECT pg_read_file('/run/secrets/password')",
    "ALTER ROLE {role} SUPERUSER",
)
ASK = """
import pathlib, psycopg, sys
url = pathlib.Path('/run/secrets/claimwire_database_url').read_text().replace('+psycopg', '')
with psycopg.connect(url, autocommit=True) as connection:
    try:
        connection.execute(sys.argv[1])
    except psycopg.errors.InsufficientPrivilege:
        print('refused')
    else:
        print('done')
"""


@pytest.mark.parametrize("user", USERS)
def test_an_evil_service_is_refused_by_redis(deployment: Deployment, user: str) -> None:
    """The whole table, and how much of it is each user's."""
    refused, allowed = Counter[str](), []
    with redis.Redis.from_url(deployment.redis_url(user), socket_timeout=10) as client:
        for command in forbidden(user):
            try:
                client.execute_command(*command.split())
            except redis.exceptions.NoPermissionError:
                refused[command.split()[0]] += 1
            except redis.ResponseError as error:
                allowed.append(f"{command}: {error}")
            else:
                allowed.append(command)
    print(f"\n{user}: {refused.total()} refused: {dict(refused)}")

    assert allowed == []
    assert refused.total() >= 60


@pytest.mark.parametrize("statement", FORBIDDEN_SQL)
@pytest.mark.parametrize("service", ["gateway", "fetcher"])
def test_who_reads_the_database_cannot_write_to_it(deployment: Deployment, service: str, statement: str) -> None:
    """Only the store's role writes."""
    asked = deployment.compose("exec", "-T", service, "python", "-c", ASK, statement.format(role=service))

    assert asked.strip() == "refused"


@pytest.mark.parametrize("service", ["keeper", "cleaner", "extractor", "demonstration"])
def test_who_needs_no_database_has_no_password_of_it(deployment: Deployment, service: str) -> None:
    """Its secrets hold its user of Redis, if any, and nothing else."""
    listed = deployment.compose("exec", "-T", service, "sh", "-c", "ls /run/secrets 2>/dev/null || true").split()

    assert listed == ([] if service == "demonstration" else ["claimwire_redis_url"])
