FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
# Compiled ahead for the platform that builds: a small machine starts noticeably faster.
RUN dotnet publish src/Econet.Gateway --configuration Release --use-current-runtime --no-self-contained \
    -p:PublishReadyToRun=true --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
RUN mkdir /data && chown $APP_UID /data
# The user may open a serial device when the container is given it and its group:
#   docker run --device /dev/ttyUSB0 --group-add dialout -e SERIAL_PORT=/dev/ttyUSB0 -p 8000:8000 -v econet:/data …
USER $APP_UID
ENV STATE_DIR=/data
VOLUME /data
# The API, and Modbus TCP where a NEA SMART base comes to the gateway.
EXPOSE 8000 502
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["dotnet", "Econet.Gateway.dll", "healthcheck"]
ENTRYPOINT ["dotnet", "Econet.Gateway.dll"]
