# What scripts/container-test.sh takes for images that cannot be pulled: the same programs from
# Debian's packages and this machine's JDK, under the names that Dockerfile and compose.yaml use.
# They prove that our files work; they are not the images that production runs.
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS jre
COPY jre /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH

FROM ${BASE} AS maven
RUN apt-get update -q && apt-get install -y -q --no-install-recommends maven
COPY jdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH
