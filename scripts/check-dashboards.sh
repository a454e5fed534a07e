#!/bin/sh
# Scrapes a running Gleaner with Debian's Prometheus and asks it every panel's expression; then
# compares what was scraped with docs/metrics.md.
#   scripts/check-dashboards.sh [HOST:PORT of /metrics, default 127.0.0.1:8080] [SECONDS, default 90]
# For instance beside: ./gleaner demo --keep-running
set -eu
target=${1:-127.0.0.1:8080}
seconds=${2:-90}
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
for tool in prometheus promtool jq curl; do
  command -v "$tool" >/dev/null || { echo "skipped: there is no $tool (apt install prometheus jq curl)"; exit 0; }
done
curl -fsS -o /dev/null "http://$target/metrics"

work=$(mktemp -d)
port=19090
sed "s/^ *- targets: .*/      - targets: [\"$target\"]/" "$home/docker/prometheus/prometheus.yml" >"$work/prometheus.yml"
cp "$home/docker/prometheus/alerts.yml" "$work"
prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/tsdb" \
  --web.listen-address="127.0.0.1:$port" >"$work/log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null || true; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
sleep "$seconds"

failed=0
asked=0
ask() {
  promtool query instant --format=json "http://127.0.0.1:$port" "$1" 2>"$work/error" | jq 'length'
}
for dashboard in "$home"/docker/grafana/dashboards/*.json; do
  jq -r '.panels[] | .title as $t | .targets[] | [$t, .expr] | @tsv' "$dashboard" >"$work/panels"
  while IFS='	' read -r title expression; do
    asked=$((asked + 1))
    series=$(ask "$expression")
    if [ "${series:-0}" -eq 0 ]; then
      failed=$((failed + 1))
      echo "NO DATA  $(basename "$dashboard")  $title: $expression $(cat "$work/error")"
    fi
  done <"$work/panels"
done
echo "$asked expressions asked, $failed without data"

curl -fsS "http://$target/metrics" | sed -n 's/^# TYPE \([^ ]*\) .*/\1/p' | sed 's/_max$//' | sort -u >"$work/scraped"
sed -n 's/^| `\([a-z_0-9]*\)\(\**\)`.*/^\1\2$/p' "$home/docs/metrics.md" | sed 's/\*\$$/.*$/' >"$work/listed"
unlisted=$(grep -v -f "$work/listed" "$work/scraped" || true)
[ -z "$unlisted" ] || { echo "not in docs/metrics.md: $unlisted"; failed=$((failed + 1)); }
echo "$(wc -l <"$work/scraped") series scraped"
[ "$failed" -eq 0 ]
