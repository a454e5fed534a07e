#!/bin/sh
# Watches the alerts of a running Gleaner fire and clear, with Debian's Prometheus. So that nobody has
# to wait for hours, `for` is 10 s and every window of minutes 30 s.
#   scripts/live-alerts.sh [HOST:PORT of /metrics, default 127.0.0.1:8080] [SECONDS, default 600]
set -eu
target=${1:-127.0.0.1:8080}
seconds=${2:-600}
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
for tool in prometheus jq curl; do
  command -v "$tool" >/dev/null || { echo "skipped: there is no $tool (apt install prometheus jq curl)"; exit 0; }
done

work=$(mktemp -d)
port=19091
sed -e "s/^ *- targets: .*/      - targets: [\"$target\"]/" -e 's/evaluation_interval: .*/evaluation_interval: 5s/' \
  "$home/docker/prometheus/prometheus.yml" >"$work/prometheus.yml"
sed -e 's/for: [0-9]*m/for: 10s/' -e 's/\[[0-9]*m\]/[30s]/g' "$home/docker/prometheus/alerts.yml" >"$work/alerts.yml"
prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/tsdb" \
  --web.listen-address="127.0.0.1:$port" >"$work/log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null || true; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

: >"$work/before"
end=$(($(date +%s) + seconds))
while [ "$(date +%s)" -lt "$end" ]; do
  sleep 5
  curl -fsS "http://127.0.0.1:$port/api/v1/alerts" 2>/dev/null |
    jq -r '.data.alerts[] | select(.state == "firing") | .labels.alertname' | sort -u >"$work/now" || continue
  comm -13 "$work/before" "$work/now" | sed "s/^/$(date +%T) fires  /"
  comm -23 "$work/before" "$work/now" | sed "s/^/$(date +%T) clears /"
  mv "$work/now" "$work/before"
done
