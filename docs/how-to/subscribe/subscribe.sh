#!/bin/sh
# Follow claims over HTTP with curl, and remember the last event; each line is one CloudEvents document.
# sh subscribe.sh PAGE_URL STATE_FILE [SECONDS]     ends after SECONDS; 0 goes on
page=${1%/} state=$2 seconds=${3:-0}
while :; do
    curl --silent --no-buffer --max-time "$seconds" \
        --header "Last-Event-ID: $(cat "$state" 2>/dev/null || echo 0)" "$page/v1/claims/stream" |
    while IFS= read -r line; do
        case $line in
            "id: "*) id=${line#id: } ;;
            "event: reset") echo "this place is of another database: read the list" >&2; exit 3 ;;
            "data: "*) printf '%s\n' "${line#data: }" && echo "$id" > "$state" ;;
        esac
    done || exit
    [ "$seconds" -gt 0 ] && exit 0
    sleep 1
done
