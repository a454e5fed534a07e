#!/bin/sh
# Kills a learner with SIGKILL at ROUNDS random moments and checks that it goes on bit for bit.
#   scripts/kill-learner.sh [ROUNDS] [SEED]
# Moments take turns: in the middle of a checkpoint, between a decision and its publication, at a
# random record to the models topic, in the middle of a step. Each round prints its seed.
set -eu
rounds=${1:-20}
seed=${2:-20}
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
exec mvn -f "$home/pom.xml" -B -pl learner -am test -Dtest=KilledLearnerTest \
  -Dsurefire.failIfNoSpecifiedTests=false -Dkill.rounds="$rounds" -Dkill.seed="$seed"
