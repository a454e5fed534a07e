#!/bin/sh
# Races the learner's whole fine-tuning step against Python's PyTorch, in turn about: ResNet-18 and
# MobileNetV2, with one thread and with two. Prints wall-clock and processor time, theirs over ours.
# Then how long a batch of JPEGs takes, which is not in the race.
#   usage: scripts/fine-tune-speed.sh [ROUNDS [OPTIMISER]]     8 rounds and adam if not given; or sgd
#   PYTHON  a Python with PyTorch, /usr/bin/python3 if not given
set -eu
cd "$(dirname "$0")/.."
rounds=${1:-8}
optimiser=${2:-adam}
python=${PYTHON:-/usr/bin/python3}
# As ./gleaner does, and for both.
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}"

paths=$PWD/learner/target/jmh.cp
mvn -B -q -Pjmh -pl learner -am test-compile dependency:build-classpath -Dmdep.outputFile="$paths"
classes=learner/target/test-classes:learner/target/classes:$(cat "$paths")
for backbone in resnet18 mobilenet_v2; do
  for threads in 1 2; do
    java -Dai.djl.offline=true -DOPT_OUT_TRACKING=true -cp "$classes" io.gleaner.learner.FineTuneSpeed \
      "$backbone" "$optimiser" "$threads" "$rounds" "$python" learner/src/jmh/python/fine_tune_reference.py
  done
done

# A batch's pictures decoded by the training thread alone, then on all cores.
for parallelism in 0 "$(nproc)"; do
  java -Djava.util.concurrent.ForkJoinPool.common.parallelism="$parallelism" -cp "$classes" io.gleaner.learner.DecodeSpeed
done
