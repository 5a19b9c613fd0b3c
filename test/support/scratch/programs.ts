/**
 * What stands in for programs that would change this machine: each does to files of the scratch root what it is about,
 * so that the program's own questions see it. A program that is not here does not exist there, or is the real one.
 */

const setUnit = `set_value() { # UNIT KEY VALUE
  mkdir -p /run/fake/units
  file=/run/fake/units/$1
  [ -e "$file" ] || printf 'Id=%s\\nLoadState=loaded\\nActiveState=inactive\\nUnitFileState=disabled\\n' "$1" >"$file"
  { grep -v "^$2=" "$file"; echo "$2=$3"; } >"$file.new"
  mv "$file.new" "$file"
}`;

/** systemd's manager: a file of properties for each unit, as \`systemctl show\` prints them. */
const systemctl = `${setUnit}
file_of() { for place in /etc/systemd/system /run/systemd/system /usr/lib/systemd/system; do
  if [ -e "$place/$1" ] || [ -L "$place/$1" ]; then echo "$place/$1"; return; fi
done; }
named() { case $1 in *.*) echo "$1" ;; *) echo "$1.service" ;; esac; }
begin() { set_value "$1" ActiveState active
  set_value "$1" ExecMainStartTimestamp "$(TZ=UTC date '+%a %Y-%m-%d %H:%M:%S.%6N UTC')"
  set_value "$1" ExecMainStartTimestampMonotonic 900000000; }
end() { set_value "$1" ActiveState inactive; set_value "$1" ExecMainStartTimestamp ''; }
now=; verb=; names=; property=; bare=
while [ $# -gt 0 ]; do
  case $1 in
    --now) now=1 ;;
    --value) bare=1 ;;
    -p) property=$2; shift ;;
    -*) ;;
    *) if [ -z "$verb" ]; then verb=$1; else names="$names $(named "$1")"; fi ;;
  esac
  shift
done
case $verb in
  daemon-reload) for file in /run/fake/units/*; do
      [ ! -e "$file" ] || set_value "\${file##*/}" NeedDaemonReload no
    done
    mkdir -p /run/fake && touch /run/fake/reloaded; exit ;;
  daemon-reexec | reset-failed | kill | reload | reboot) exit ;;
esac
for name in $names; do
  path=$(file_of "$name")
  [ -n "$path" ] || [ -e "/run/fake/units/$name" ] || { echo "Unit $name could not be found." >&2; exit 5; }
  case $verb in
    show) [ -e "/run/fake/units/$name" ] || set_value "$name" UnitFileState disabled
      [ -z "$path" ] || [ ! "$path" -nt /run/fake/reloaded ] || set_value "$name" NeedDaemonReload yes
      case $property in
        *,* | '') cat "/run/fake/units/$name"; echo ;;
        *) value=$(sed -n "s/^$property=//p" "/run/fake/units/$name"); if [ -n "$bare" ]; then echo "$value"; else echo "$property=$value"; fi ;;
      esac ;;
    enable) set_value "$name" UnitFileState enabled; [ -z "$now" ] || begin "$name" ;;
    disable) set_value "$name" UnitFileState disabled; [ -z "$now" ] || end "$name" ;;
    mask) set_value "$name" LoadState masked ;;
    unmask) set_value "$name" LoadState loaded ;;
    start) grep -q '^ActiveState=active' "/run/fake/units/$name" 2>/dev/null || begin "$name" ;;
    restart | try-restart) begin "$name" ;;
    stop) end "$name" ;;
    is-active) grep -q '^ActiveState=active' "/run/fake/units/$name" 2>/dev/null || exit 3 ;;
    is-enabled) grep -q '^UnitFileState=enabled' "/run/fake/units/$name" 2>/dev/null || exit 1 ;;
    *) echo "the scratch root knows no systemctl $verb" >&2; exit 64 ;;
  esac
done`;

export const fakePrograms: Readonly<Record<string, string>> = {
  systemctl,
  hostname: 'printf "%s\\n" "$1" >/proc/sys/kernel/hostname',
  modprobe: 'for word; do case $word in -*) ;; *) mkdir -p "/sys/module/$word" ;; esac; done',
  sysctl: `for word; do case $word in
  -*) ;;
  *=*) file=/proc/sys/$(echo "\${word%%=*}" | tr . /); [ -e "$file" ] || exit 255; echo "\${word#*=}" >"$file" ;;
esac; done`,
  swapoff: '[ ! -e /proc/swaps ] || { head -n 1 /proc/swaps >/run/fake/swaps; cat /run/fake/swaps >/proc/swaps; }',
  'dphys-swapfile': ':',
  dhcpcd: ':',
  'update-initramfs': ':',
  'dpkg-query': `while [ $# -gt 0 ] && [ "$1" != -W ]; do shift; done
code=0
for name; do case $name in
  -*) ;;
  *'\${'*) ;;
  *) if [ -e "/run/fake/packages/$name" ]; then echo "$name ii $(cat "/run/fake/packages/$name")"; else code=1; fi ;;
esac; done
exit $code`,
  dpkg: 'case $* in --print-architecture) cat /run/fake/architecture ;; esac',
  'apt-get': `for word; do case $word in
  install) mkdir -p /run/fake/packages; verb=install ;;
  -*) ;;
  *) [ -z "$verb" ] || echo 1.0 >"/run/fake/packages/$word" ;;
esac; done`,
  // Nothing happens by itself in a scratch root, so waiting is of no use.
  sleep: ':',
  'apt-cache': ':',
  'systemd-run': ':',
};

/** Fake programs of Kubernetes that accept everything and do nothing: for tests that look at the calls. */
export const kubernetesPrograms: Readonly<Record<string, string>> = Object.fromEntries(
  ['kubectl', 'kubeadm', 'k3s', 'ctr', 'crictl'].map((name) => [name, '[ -t 0 ] || cat >/dev/null']),
);
