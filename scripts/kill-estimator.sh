#!/bin/sh
# Kills a label-estimator, then its broker, with SIGKILL at random moments under load, ROUNDS times each, and
# checks that stores and last tags are byte for byte those of a run without faults.
#   scripts/kill-estimator.sh [ROUNDS] [SEED]
# Rounds of either kind have seeds SEED, SEED + 1, ...; each prints its own.
set -eu
rounds=${1:-10}
seed=${2:-20}
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
exec mvn -f "$home/pom.xml" -B -pl app -am verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=KilledEstimatorIT -Dfailsafe.failIfNoSpecifiedTests=false \
  -Dkill.estimator="$rounds" -Dkill.broker="$rounds" -Dkill.seed="$seed"
