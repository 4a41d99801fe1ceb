#!/usr/bin/env bash
# Builds the Debian package from the published program:
#   deploy/debian/build.sh ARCHITECTURE PUBLISHED VERSION OUTPUT
# ARCHITECTURE is amd64 or arm64, PUBLISHED the directory with Econet.Gateway, OUTPUT the directory for the package.
set -euo pipefail
[ $# -eq 4 ] || {
  sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
  exit 2
}
architecture=$1
published=$2
version=$3
output=$4
name=econet-gateway
deploy=$(cd "$(dirname "$0")/.." && pwd)
maintainer="The Econet.Actors authors <noreply@econet-actors.invalid>"
# The same input gives the same package.
epoch=${SOURCE_DATE_EPOCH:-$(git -C "$deploy" log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH=$epoch

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/$name
chmod 755 "$work"

mkdir -p "$tree/usr/lib/$name" "$tree/DEBIAN"
cp -R "$published/." "$tree/usr/lib/$name/"
# What only developers use, and what is for other systems.
find "$tree/usr/lib/$name" \( -name '*.pdb' -o -name '*.xml' -o -name createdump \) -delete
find "$tree/usr/lib/$name/runtimes" -mindepth 1 -maxdepth 1 ! -name "linux-$([ "$architecture" = amd64 ] && echo x64 || echo arm64)" ! -name unix ! -name linux \
  -exec rm -rf {} + 2>/dev/null || true
find "$tree/usr" -type d -exec chmod 755 {} +
find "$tree/usr" -type f -exec chmod 644 {} +
chmod 755 "$tree/usr/lib/$name/Econet.Gateway"

install -D -m 755 "$deploy/econet-gateway" "$tree/usr/bin/$name"
install -D -m 644 "$deploy/systemd/$name.service" "$tree/lib/systemd/system/$name.service"
install -D -m 644 "$deploy/udev/70-econet-rs485.rules" "$tree/lib/udev/rules.d/70-econet-rs485.rules"
install -D -m 644 "$deploy/completions/econet-gateway.bash" "$tree/usr/share/bash-completion/completions/$name"
install -D -m 644 "$deploy/completions/_econet-gateway" "$tree/usr/share/zsh/vendor-completions/_$name"
install -D -m 640 "$deploy/config.yaml" "$tree/etc/$name/config.yaml"
install -D -m 644 "$deploy/default" "$tree/etc/default/$name"
install -D -m 644 "$deploy/debian/copyright" "$tree/usr/share/doc/$name/copyright"
install -D -m 644 "$deploy/debian/overrides" "$tree/usr/share/lintian/overrides/$name"
mkdir -p "$tree/usr/share/man/man1"
gzip -9n <"$deploy/debian/$name.1" >"$tree/usr/share/man/man1/$name.1.gz"
{
  echo "$name ($version) unstable; urgency=medium"
  echo
  echo "  * See https://github.com/econet-actors/econet-actors/blob/main/CHANGELOG.md"
  echo
  echo " -- $maintainer  $(date -u -R -d "@$epoch")"
} | gzip -9n >"$tree/usr/share/doc/$name/changelog.gz"

cat >"$tree/DEBIAN/control" <<EOF
Package: $name
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -sk "$tree/usr" | cut -f1)
Depends: adduser, libc6 (>= 2.34), libgcc-s1, libstdc++6, libssl3t64 | libssl3, ca-certificates, tzdata
Recommends: udev
Section: net
Priority: optional
Homepage: https://github.com/econet-actors/econet-actors
Description: local gateway for heating systems
 Joins the RS-485 bus of a Plum GM3 heat pump controller and serves a REHAU
 NEA SMART 2.0 floor heating system over Modbus. Makes their parameters
 available over REST, live events, MQTT and Home Assistant.
EOF
printf '/etc/%s/config.yaml\n/etc/default/%s\n' "$name" "$name" >"$tree/DEBIAN/conffiles"
for script in postinst prerm postrm; do
  install -m 755 "$deploy/debian/$script" "$tree/DEBIAN/$script"
done
(cd "$tree" && find usr lib -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)

mkdir -p "$output"
dpkg-deb --root-owner-group --build "$tree" "$output/${name}_${version}_$architecture.deb"
