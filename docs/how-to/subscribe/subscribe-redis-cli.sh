#!/bin/sh
# Follow claims through Redis with redis-cli: id, then one CloudEvents document, on a line each.
# sh subscribe-redis-cli.sh REDIS_URL STATE_FILE [SECONDS]     ends after so many quiet SECONDS; 0 goes on
url=$1 state=$2 seconds=${3:-0} topic=claimwire:claims.v1
last=$(cat "$state" 2>/dev/null || echo 0)
known=$(redis-cli -e -u "$url" --raw XRANGE $topic "$last" "$last") || exit
if [ "$last" != 0 ] && [ -z "$known" ]; then
    echo "$last is not in $topic: read the list, then go on after its as_of_sequence" >&2
    exit 3
fi
while :; do
    # --raw prints topic, id, field and value, each on its line; a document holds no line break.
    answer=$(redis-cli -e -u "$url" --raw XREAD COUNT 100 BLOCK $((seconds * 1000)) STREAMS $topic "$last") ||
        { sleep 1; continue; }
    [ -z "$answer" ] && exit 0
    printf '%s\n' "$answer" | {
        read -r _topic
        while IFS= read -r id && IFS= read -r _field && IFS= read -r document; do
            printf '%s %s\n' "$id" "$document" && echo "$id" > "$state"
        done
    }
    last=$(cat "$state")
done
