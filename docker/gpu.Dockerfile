# The gleaner image with PyTorch for CUDA 12.4 (2.3 GB) in place of the CPU's.
FROM maven:3.9-eclipse-temurin-17 AS natives
ARG PYTORCH=2.5.1
RUN mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
      -Dartifact=ai.djl.pytorch:pytorch-native-cu124:${PYTORCH}:jar:linux-x86_64 \
      -DoutputDirectory=/natives

FROM gleaner
USER root
RUN rm -f /opt/gleaner/lib/pytorch-native-cpu-*.jar
COPY --from=natives /natives /opt/gleaner/lib
USER gleaner
