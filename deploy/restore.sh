#!/bin/sh
# Make the database in a file of `make backup` that of the compose deployment. What was there before is kept beside it:
# database claimwire_before_restore, and before-restore in Redis's volume; the next restore removes them.
set -eu
cd "$(dirname "$0")/.."
file=${1:?name the file: make restore FILE=backups/claimwire-....dump}
test -r "$file" || { echo "cannot read $file" >&2; exit 2; }

in_postgres() { docker compose exec -T postgres sh -c "PGPASSWORD=\$(cat /run/secrets/password) exec $1"; }
sql() { in_postgres "psql -q -U postgres -d $1 -v ON_ERROR_STOP=1 -v now=$(date +%s)000"; }

# On a new machine this makes the passwords and the roles that own and read the tables.
docker compose up --wait postgres
# The roles come first: that the tables there are those of a newer release, after going back, does not matter.
docker compose run --rm database > /dev/null || echo "the tables that are there are not of this release: going on"

# Beside the database that serves: until here nothing was stopped, and a file that is no backup changes nothing.
echo 'DROP DATABASE IF EXISTS claimwire_restored; CREATE DATABASE claimwire_restored;' | sql postgres
in_postgres "pg_restore -U postgres -d claimwire_restored --exit-on-error" < "$file"
revision=$(echo '\pset tuples_only on
\pset format unaligned
SELECT version_num FROM alembic_version;' | sql claimwire_restored)
if ! ls shared/database/migrations/versions/"${revision}"_*.py > /dev/null 2>&1; then
    echo "$file is from a newer release (its tables are at $revision): upgrade first" >&2
    exit 2
fi
sql claimwire_restored < services/console/restored.sql

running=$(docker compose ps --services --status running | grep -vx postgres || true)
# shellcheck disable=SC2086 - several names
docker compose stop $running redis
# Feeds that were read since the backup must be read again, and the topic begins again from the database.
docker compose run --rm --no-deps --entrypoint sh redis -c \
    'rm -rf /data/before-restore && mkdir /data/before-restore &&
     if [ -e /data/appendonlydir ]; then mv /data/appendonlydir /data/before-restore/; fi'
sql postgres <<'SQL'
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'claimwire' \g /dev/null
DROP DATABASE IF EXISTS claimwire_before_restore;
ALTER DATABASE claimwire RENAME TO claimwire_before_restore;
ALTER DATABASE claimwire_restored RENAME TO claimwire;
SQL

# The tables of an older release are brought up to date on the way.
docker compose up --wait
# Those of a profile, too.
# shellcheck disable=SC2086 - several names
test -z "$running" || docker compose start $running
echo "restored $file"
