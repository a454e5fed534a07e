# Gleaner as one image: the gleaner command, which runs every stage.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
# The cache keeps what Maven downloads over changes of the sources.
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -q -DskipTests package

FROM eclipse-temurin:17-jre
# curl for health checks; PyTorch's CPU kernels are built with OpenMP.
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home gleaner \
    && install -d -o gleaner -g gleaner /data
COPY --from=build /src/app/target/gleaner/lib /opt/gleaner/lib
COPY gleaner /opt/gleaner/gleaner
RUN ln -s /opt/gleaner/gleaner /usr/local/bin/gleaner
USER gleaner
# Where PyTorch's native library is unpacked, and what outlives the container.
ENV DJL_CACHE_DIR=/data/djl
WORKDIR /data
VOLUME /data
ENTRYPOINT ["gleaner"]
CMD ["--help"]
