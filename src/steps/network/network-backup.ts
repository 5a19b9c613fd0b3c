import { type Script, sh } from '../../shell/sh.ts';

/**
 * Where systems keep the configuration of their network. All of it is put back: NetworkManager and cloud-init write files
 * of their own, and may have moved into those what a file of microcloud said.
 */
const folders = [
  '/etc/netplan',
  '/etc/NetworkManager/system-connections',
  '/etc/network/interfaces.d',
  '/etc/systemd/network',
];
const single = ['/etc/network/interfaces', '/etc/dhcpcd.conf'];

/**
 * Copies the configuration of the network, and other files, to a new directory below /var/lib/microcloud/backup;
 * `$backup` is its path afterwards.
 */
export function backup(others: readonly string[]): Script {
  return sh`backup=/var/lib/microcloud/backup/$(date +%Y%m%d-%H%M%S)
[ ! -e "$backup" ] || backup=$backup-$$
mkdir -p -m 700 /var/lib/microcloud/backup "$backup"
for file in ${allOf(others)} ${folders}; do
  if [ -e "$file" ]; then cp -a --parents "$file" "$backup"; fi
done`;
}

function allOf(others: readonly string[]): readonly string[] {
  const inFolder = (path: string) => folders.some((folder) => path.startsWith(`${folder}/`));
  return [...new Set([...single, ...others.filter((path) => !inFolder(path))])];
}

/** Puts the configuration back as it is in a directory of {@link backup}: what has come since is removed. Safe to repeat. */
export function restored(from: string, others: readonly string[]): Script {
  return sh`[ -d ${from} ] || { echo ${`${from} is gone: nothing is put back`}; exit 1; }
put_back() { cp -a ${from}"$1" "$1.microcloud" && mv -f "$1.microcloud" "$1"; }
for file in ${allOf(others)}; do
  if [ -e ${from}"$file" ]; then put_back "$file"; else rm -f "$file"; fi
done
for folder in ${folders}; do
  [ ! -d "$folder" ] || find "$folder" ! -type d | while read -r file; do
    [ -e ${from}"$file" ] || [ -L ${from}"$file" ] || rm -f "$file"
  done
  [ ! -d ${from}"$folder" ] || ( cd ${from} && find ".$folder" ! -type d ) | while read -r file; do
    mkdir -p "$(dirname "\${file#.}")" && put_back "\${file#.}"
  done
done`;
}
