#!/bin/sh
# Scrapes a running Gleaner with Debian's Prometheus and asks it every panel's expression, which has to
# give a number; then compares what was scraped with docs/metrics.md.
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

# Expressions that may be no number (NaN), because what they tell of need not have happened. All others must be
# one. Prints a count of what must not have happened then, or nothing where no series counts it.
may_be_nan() {
  case $1 in
    # Only objective adaptive-asl has it.
    gleaner_learner_gamma_negative) ;;
    # No class is frequent, or rare, enough to be in the group.
    gleaner_learner_holdout_map_head* | gleaner_learner_holdout_map_medium* | gleaner_learner_holdout_map_tail*) ;;
    # Too few images have come since a model is there, or too few of their random audits were answered.
    gleaner_estimator_prequential_map* | gleaner_estimator_audited_* | gleaner_estimator_class_*) ;;
    # Means over events of the last minutes.
    *gleaner_learner_gradient_norm_sum* | *gleaner_learner_step_seconds_sum* | *gleaner_learner_replay_age_steps_sum*)
      echo 'sum(increase(gleaner_learner_steps_total[1m]))' ;;
    *gleaner_ingest_decode_seconds_sum*) echo 'sum(increase(gleaner_ingest_decode_seconds_count[1m]))' ;;
    *gleaner_serving_score_latency_seconds_bucket*) echo 'sum(increase(gleaner_serving_score_latency_seconds_count[5m]))' ;;
    *) return 1 ;;
  esac
}
nothing_happened() {
  [ -z "$1" ] || [ "$(ask "$1" | jq '[.[] | select(.value[1] != "0")] | length')" -eq 0 ]
}

failed=0
asked=0
unknown=0
ask() {
  promtool query instant --format=json "http://127.0.0.1:$port" "$1" 2>"$work/error"
}
for dashboard in "$home"/docker/grafana/dashboards/*.json; do
  jq -r '.panels[] | .title as $t | .targets[] | [$t, .expr] | @tsv' "$dashboard" >"$work/panels"
  while IFS='	' read -r title expression; do
    asked=$((asked + 1))
    ask "$expression" >"$work/answer" || true
    series=$(jq 'length' "$work/answer")
    numbers=$(jq '[.[] | select(.value[1] != "NaN")] | length' "$work/answer")
    if [ "${series:-0}" -eq 0 ]; then
      failed=$((failed + 1))
      echo "NO DATA  $(basename "$dashboard")  $title: $expression $(cat "$work/error")"
    elif [ "$numbers" -eq 0 ] && events=$(may_be_nan "$expression") && nothing_happened "$events"; then
      unknown=$((unknown + 1))
      echo "not yet  $(basename "$dashboard")  $title: $expression"
    elif [ "$numbers" -eq 0 ]; then
      failed=$((failed + 1))
      echo "NaN      $(basename "$dashboard")  $title: $expression"
    fi
  done <"$work/panels"
done
echo "$asked expressions asked, $failed without a number, $unknown more that may be without"

curl -fsS "http://$target/metrics" | sed -n 's/^# TYPE \([^ ]*\) .*/\1/p' | sed 's/_max$//' | sort -u >"$work/scraped"
sed -n 's/^| `\([a-z_0-9]*\)\(\**\)`.*/^\1\2$/p' "$home/docs/metrics.md" | sed 's/\*\$$/.*$/' >"$work/listed"
unlisted=$(grep -v -f "$work/listed" "$work/scraped" || true)
[ -z "$unlisted" ] || { echo "not in docs/metrics.md: $unlisted"; failed=$((failed + 1)); }
echo "$(wc -l <"$work/scraped") series scraped"
[ "$failed" -eq 0 ]
