#!/usr/bin/env bash
# Installs the published program as a service on Debian and Raspberry Pi OS, upgrades it, and removes it. Settings and state stay.
#
#   sudo ./install.sh [--from DIRECTORY]      install or upgrade; DIRECTORY holds Econet.Gateway, by default program/ beside this script
#   sudo ./install.sh --remove                remove the program; settings, keys and state stay
#   sudo ./install.sh --remove --purge        remove these too
#
# With DESTDIR set it only puts files there or takes them away: no user, no service, no right of root needed.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=${DESTDIR:-}
name=econet-gateway
program=$root/usr/lib/$name
from=$here/program
remove=no
purge=no

fail() {
  echo "install.sh: $*" >&2
  exit 1
}

usage() {
  sed -n '2,8s/^# \{0,1\}//p' "$0"
}

while [ $# -gt 0 ]; do
  case $1 in
    --from)
      [ $# -ge 2 ] || fail "--from needs a directory"
      from=$2
      shift
      ;;
    --remove) remove=yes ;;
    --purge) purge=yes ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) fail "'$1' is not known; see --help" ;;
  esac
  shift
done
[ "$purge" = no ] || [ "$remove" = yes ] || fail "--purge goes with --remove"
if [ -z "$root" ]; then
  [ "$(id -u)" -eq 0 ] || fail "run it as root: sudo $0"
  command -v systemctl >/dev/null || fail "this machine has no systemd"
  if [ -e /var/lib/dpkg/info/$name.list ]; then
    fail "the Debian package $name is installed; use apt to upgrade or remove it"
  fi
fi

# Whatever needs the running system is left out with DESTDIR.
system() {
  [ -n "$root" ] || "$@"
}

remove_all() {
  if [ -z "$root" ] && systemctl cat "$name.service" >/dev/null 2>&1; then
    systemctl disable --now "$name.service" || true
  fi
  rm -rf "$program" "$program.old"
  rm -f "$root/etc/systemd/system/$name.service" "$root/etc/udev/rules.d/70-econet-rs485.rules" "$root/usr/bin/$name" \
    "$root/usr/share/bash-completion/completions/$name" "$root/usr/share/zsh/vendor-completions/_$name"
  system systemctl daemon-reload
  if [ "$purge" = yes ]; then
    rm -rf "$root/etc/${name:?}" "$root/etc/default/${name:?}" "$root/var/lib/${name:?}"
    if [ -z "$root" ] && id "$name" >/dev/null 2>&1; then
      userdel "$name"
    fi
    echo "Removed, with settings and state."
  else
    echo "Removed. Settings are in $root/etc/$name, state and keys in $root/var/lib/$name."
  fi
}

install_all() {
  [ -x "$from/Econet.Gateway" ] || fail "there is no Econet.Gateway in $from; unpack a release, or give --from DIRECTORY"
  local version
  version=$("$from/Econet.Gateway" --version 2>/dev/null) || fail "$from/Econet.Gateway does not run here; take the release for $(uname -m)"

  if [ -z "$root" ] && ! id "$name" >/dev/null 2>&1; then
    useradd --system --user-group --home-dir "/var/lib/$name" --no-create-home --shell /usr/sbin/nologin "$name"
  fi

  system install -d -m 700 -o "$name" -g "$name" "/var/lib/$name"

  # The old program runs on until the new one is complete.
  rm -rf "$program.new"
  mkdir -p "$program.new"
  cp -R "$from/." "$program.new/"
  chmod -R u=rwX,go=rX "$program.new"
  rm -rf "$program.old"
  if [ -e "$program" ]; then
    mv "$program" "$program.old"
  fi
  mv "$program.new" "$program"
  rm -rf "$program.old"

  install -D -m 755 "$here/econet-gateway" "$root/usr/bin/$name"
  install -D -m 644 "$here/systemd/$name.service" "$root/etc/systemd/system/$name.service"
  install -D -m 644 "$here/udev/70-econet-rs485.rules" "$root/etc/udev/rules.d/70-econet-rs485.rules"
  install -D -m 644 "$here/completions/econet-gateway.bash" "$root/usr/share/bash-completion/completions/$name"
  install -D -m 644 "$here/completions/_econet-gateway" "$root/usr/share/zsh/vendor-completions/_$name"
  if [ ! -e "$root/etc/$name/config.yaml" ]; then
    install -D -m 640 "$here/config.yaml" "$root/etc/$name/config.yaml"
    system chown "root:$name" "/etc/$name/config.yaml"
  fi
  if [ ! -e "$root/etc/default/$name" ]; then
    install -D -m 640 "$here/default" "$root/etc/default/$name"
  fi

  system systemctl daemon-reload
  if [ -z "$root" ]; then
    if udevadm control --reload; then
      udevadm trigger --subsystem-match=tty --subsystem-match=usb-serial
    fi
    if systemctl --quiet is-active "$name.service"; then
      systemctl restart "$name.service"
      echo "Upgraded to $version; the gateway was restarted."
      return
    fi
  fi
  echo "Installed $version."
  echo "Set the port of your heating system in $root/etc/$name/config.yaml, then: sudo systemctl enable --now $name"
}

if [ "$remove" = yes ]; then
  remove_all
else
  install_all
fi
