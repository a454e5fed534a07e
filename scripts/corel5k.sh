#!/bin/sh
# Repeats what docs/benchmarks.md says of Corel5k with one positive an image and with all labels: ten seeds each,
# learning rates as chosen there. A table after each run, and its report as JSON in OUT.
#   scripts/corel5k.sh DATA [OUT]
# DATA holds corel5k_mobilenetv2.f32, labels.csv, classes_c65.txt and single_positive_train_c65.csv.
set -eu
[ $# -ge 1 ] || { echo "usage: scripts/corel5k.sh DATA [OUT]" >&2; exit 2; }
data=$1
out=${2:-data/corel5k}
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
mkdir -p "$out"

run() { # NAME OPTIONS: one report
  name=$1
  shift
  echo "== $name: $*"
  "$home/gleaner" experiment --features "$data/corel5k_mobilenetv2.f32" --dim 1280 --labels "$data/labels.csv" \
    --classes "$data/classes_c65.txt" --observed "$data/single_positive_train_c65.csv" \
    --seeds 0,1,2,3,4,5,6,7,8,9 --report "$out/$name.json" "$@"
}

recommended=role:optimiser.name=adam-mini:optimiser.weight-decay=0.3
replayed=$recommended:replay.sampler=class-aware:replay.keep=class-balanced
hidden=role:network.head=hidden:schedule.name=one-cycle:optimiser.name=adamw:optimiser.weight-decay=0.1

run linear --lr 1e-3 --objective "epr,large-loss-rejection,role,$recommended"
run slower --lr 3e-4 --objective assume-negative,em:alpha=0.05
run published --lr 1e-2 --objective role:estimates=published
run all-labels --lr 1e-3 --objective bce --all-labels
run stream-role --lr 1e-3 --objective role --stream --replays 8
run stream --lr 2e-3 --objective "$replayed" --stream --replays 8
run stream-by-class --lr 2e-3 --objective "$replayed" --stream --replays 8 --arrival by-class
run stream-buffer --lr 2e-3 --objective "$replayed" --stream --replays 8 --buffer 1000
run hidden --lr 5e-4 --objective "$hidden" --epochs 40
