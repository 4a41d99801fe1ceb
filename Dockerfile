# syntax=docker/dockerfile:1
# For amd64 and arm64: docker buildx build --platform linux/amd64,linux/arm64 .
#
# The base images are named by tag, so that a build gets their security updates. A release pins them: take the digests of the day with
#   docker buildx imagetools inspect mcr.microsoft.com/dotnet/sdk:10.0 --format '{{.Manifest.Digest}}'
# and pass --build-arg SDK=mcr.microsoft.com/dotnet/sdk:10.0@sha256:… --build-arg RUNTIME=…@sha256:…; .github/workflows/release.yml does so.
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled

# The compiler runs on the machine that builds, and compiles for the other one.
FROM --platform=$BUILDPLATFORM ${SDK} AS build
ARG TARGETARCH
WORKDIR /source
COPY . .
# Compiled ahead: a small machine starts noticeably faster.
# The packages are those of the lock file, which has them for all platforms.
RUN dotnet restore src/Econet.Gateway -p:RestoreLockedMode=true -p:PublishReadyToRun=true -p:EnableRuntimePackDownload=true -p:EnableAppHostPackDownload=true
RUN dotnet publish src/Econet.Gateway --no-restore --configuration Release --arch $TARGETARCH --no-self-contained -p:PublishReadyToRun=true --output /app \
    && mkdir /data

# Without a shell and without a package manager; its user is not root.
FROM ${RUNTIME}
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=$APP_UID /data /data
# The user may open a serial device when the container is given it and its group, by number because the image does not know its name:
#   docker run --read-only --device /dev/ttyUSB0 --group-add $(getent group dialout | cut -d: -f3) \
#     -e SERIAL_PORT=/dev/ttyUSB0 -p 8000:8000 -v econet:/data --stop-timeout 15 …
USER $APP_UID
# Nothing is written outside /data, so the root file system can be read-only.
ENV STATE_DIR=/data DOTNET_EnableDiagnostics=0
VOLUME /data
# The API, and Modbus TCP where a NEA SMART base comes to the gateway.
EXPOSE 8000 502
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["dotnet", "Econet.Gateway.dll", "healthcheck"]
ENTRYPOINT ["dotnet", "Econet.Gateway.dll"]
