#!/bin/sh
# Shows that every alert fires and clears, with Prometheus's own tool (Debian: prometheus).
set -eu
cd "$(dirname "$0")/../docker/prometheus"
if ! command -v promtool >/dev/null; then
  echo "skipped: there is no promtool (Debian's package prometheus has it)"
  exit 0
fi
promtool check config prometheus.yml
promtool test rules alerts_test.yml
for alert in $(sed -n 's/^ *- alert: //p' alerts.yml); do
  grep -q "alertname: $alert\$" alerts_test.yml || { echo "no test of alert $alert"; exit 1; }
done
