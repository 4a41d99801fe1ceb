#!/usr/bin/env bash
# Publishes the program for all systems, and makes of it what people install:
#   deploy/release.sh VERSION OUTPUT [RUNTIME…]
# Archives with install.sh for Linux, a zip file for Windows, Debian packages for linux-x64 and linux-arm64, and a list of the packages in it (CycloneDX).
set -euo pipefail
[ $# -ge 2 ] || {
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
}
version=$1
mkdir -p "$2"
output=$(cd "$2" && pwd)
shift 2
runtimes=("$@")
[ ${#runtimes[@]} -gt 0 ] || runtimes=(linux-x64 linux-arm64 linux-musl-x64 win-x64)
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Once for all systems, as the lock file has them all: it fails when a package is not the one that was tested.
options=(-p:Version="$version" -p:PublishReadyToRun=true)
dotnet restore src/Econet.Gateway -p:RestoreLockedMode=true -p:EnableRuntimePackDownload=true -p:EnableAppHostPackDownload=true "${options[@]}"

dotnet tool restore
dotnet tool run dotnet-CycloneDX src/Econet.Gateway/Econet.Gateway.csproj --disable-package-restore --output-format Json \
  --set-version "$version" --output "$output" --filename "econet-gateway-$version.cdx.json"

for runtime in "${runtimes[@]}"; do
  folder=$work/econet-gateway-$version-$runtime
  dotnet publish src/Econet.Gateway --no-restore --configuration Release --runtime "$runtime" --self-contained "${options[@]}" \
    -p:DebugType=none -p:RunAnalyzers=false --output "$folder/program"
  rm -f "$folder"/program/Econet.*.xml
  cp LICENSE README.md CHANGELOG.md "$folder/"
  case $runtime in
    win-*)
      (cd "$work" && zip -qr "$output/econet-gateway-$version-$runtime.zip" "$(basename "$folder")")
      continue
      ;;
    linux-x64) deploy/debian/build.sh amd64 "$folder/program" "$version" "$output" ;;
    linux-arm64) deploy/debian/build.sh arm64 "$folder/program" "$version" "$output" ;;
  esac
  cp -R deploy/install.sh deploy/econet-gateway deploy/config.yaml deploy/default deploy/systemd deploy/udev deploy/completions "$folder/"
  tar -C "$work" -czf "$output/econet-gateway-$version-$runtime.tar.gz" "$(basename "$folder")"
done
