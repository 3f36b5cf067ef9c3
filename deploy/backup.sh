#!/bin/sh
# The database of the compose deployment as one file in backups/; the services go on meanwhile.
set -eu
cd "$(dirname "$0")/.."
mkdir -p backups
file=backups/claimwire-$(date -u +%Y-%m-%dT%H%M%SZ).dump
trap 'rm -f "$file.part"' EXIT
# The texts of whole articles are in it.
umask 077

in_postgres() { docker compose exec -T postgres sh -c "PGPASSWORD=\$(cat /run/secrets/password) exec $1"; }

in_postgres "pg_dump -U postgres -d claimwire --format=custom" > "$file.part"
# The list at its end is there only if the file is whole.
in_postgres "pg_restore --list" < "$file.part" > /dev/null
mv "$file.part" "$file"
echo "$file: $(du -h "$file" | cut -f 1)"
