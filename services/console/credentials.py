"""The credentials of a deployment: made once, one folder for each who may read them.

DIR/passwords.json   everything, for this command alone
DIR/redis/users.acl  hashes, for Redis      DIR/postgres/password  for PostgreSQL
DIR/<service>/claimwire_redis_url           DIR/<service>/claimwire_database_url
DIR/operator/...                            for `claimwire dead` and `claimwire where`
DIR/subscriber/redis_url                    for whoever subscribes on this machine
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import orjson

from shared.transport.rights import acl_file, users

if TYPE_CHECKING:
    from pathlib import Path

# Roles of PostgreSQL: the owner of the tables, and those that read them.
OWNER: Final = "store"
READERS: Final = ("gateway", "fetcher")
_SUPERUSER: Final = "postgres"
_BYTES = 32
# Each volume is seen by one container only, whose user is not the one that writes it.
_READABLE = 0o444


@dataclass(frozen=True)
class Places:
    """Where the servers are: as the services see them, and Redis as subscribers on this machine see it."""

    redis: str = "redis:6379"
    postgres: str = "postgres:5432"
    database: str = "claimwire"
    redis_for_subscribers: str = "127.0.0.1:6379"


def write_credentials(folder: Path, places: Places) -> bool:
    """Make what is missing and keep what is there; rights are written anew, as a new release may need others.

    Returns:
        Whether any password is new.

    Raises:
        OSError: the folder cannot be written.
    """
    known = _known(folder)
    wanted = [f"redis:{user.name}" for user in users()] + [f"postgres:{role}" for role in (_SUPERUSER, OWNER, *READERS)]
    passwords = {name: known.get(name) or secrets.token_urlsafe(_BYTES) for name in wanted}
    _put(folder / "passwords.json", orjson.dumps(passwords, option=orjson.OPT_INDENT_2).decode(), mode=0o400)
    of_redis = {user.name: passwords[f"redis:{user.name}"] for user in users()}
    _put(folder / "redis" / "users.acl", acl_file(of_redis))
    _put(folder / "postgres" / "password", passwords[f"postgres:{_SUPERUSER}"])
    for name, password in of_redis.items():
        if name == "subscriber":
            _put(folder / name / "redis_url", _redis_url(name, password, places.redis_for_subscribers))
        else:
            _put(folder / name / "claimwire_redis_url", _redis_url(name, password, places.redis))
    for role in (OWNER, *READERS):
        _put(folder / role / "claimwire_database_url", _database_url(role, passwords[f"postgres:{role}"], places))
    as_owner = _database_url(OWNER, passwords[f"postgres:{OWNER}"], places)
    _put(folder / "operator" / "claimwire_database_url", as_owner)
    return passwords != known


def superuser_url(folder: Path, places: Places) -> str:
    """The URL with which the roles are made."""
    return _database_url(_SUPERUSER, _known(folder)[f"postgres:{_SUPERUSER}"], places)


def role_password(folder: Path, role: str) -> str:
    """The password of a role of PostgreSQL."""
    return _known(folder)[f"postgres:{role}"]


def _redis_url(user: str, password: str, place: str) -> str:
    return f"redis://{user}:{password}@{place}/0"


def _database_url(role: str, password: str, places: Places) -> str:
    return f"postgresql+psycopg://{role}:{password}@{places.postgres}/{places.database}"


def _known(folder: Path) -> dict[str, str]:
    file = folder / "passwords.json"
    return dict(orjson.loads(file.read_bytes())) if file.exists() else {}


def _put(path: Path, text: str, *, mode: int = _READABLE) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    part.write_text(text)
    part.chmod(mode)
    part.replace(path)
