import { sh } from '../shell/sh.ts';
import { commandFact, linesIn } from './command.ts';

/** Where containerd looks for the programs that give pods their network. */
export const cniFolder = '/usr/lib/cni';
/** The package that brings all of those programs except Flannel's. */
export const cniPackage = 'containernetworking-plugins';
/** A file that Flannel writes last when it starts, after its pod has put Flannel's program in its place. */
export const flannelSubnet = '/run/flannel/subnet.env';

/** A program of {@link cniFolder} that is not as it was installed. */
export interface DamagedProgram {
  readonly name: string;
  readonly what: 'gone' | 'changed';
}

// The programs that Flannel's configuration names, those that they call, and the one that containerd calls first for
// each pod.
const ofPackage = ['bridge', 'host-local', 'loopback', 'portmap'];

const isThere = sh`is_there() { [ -x "$1" ] && [ -s "$1" ]; }`;

/** Programs of the package that are gone, empty, or other ones than it brought. */
export const packagedCni = commandFact(
  'CNI programs of the package',
  sh`cd ${cniFolder} 2>/dev/null || cd /
list=/var/lib/dpkg/info/${cniPackage}
${isThere}
newer=$(find ${ofPackage} -newer "$list.list" 2>/dev/null) || :
for name in ${ofPackage}; do
  if ! is_there ${cniFolder}/"$name"; then echo "$name gone"; continue; fi
  case " $(echo $newer) " in *" $name "*) ;; *) continue ;; esac
  ( cd / && grep -F " usr/lib/cni/$name" "$list.md5sums" | md5sum -c --status ) || echo "$name changed"
done`,
  damagedIn,
);

/** Patterns of where containerd unpacks images; the second one is for file systems that cannot have overlays. */
const unpacked = sh`/var/lib/containerd/io.containerd.snapshotter.v1.*/snapshots/*/fs/flannel /var/lib/containerd/io.containerd.snapshotter.v1.*/snapshots/*/flannel`;

/**
 * Asks for Flannel's own program, where Flannel has started since the boot. A pod that has just come may not have put
 * it there yet.
 */
export const flannelCni = commandFact(
  "Flannel's CNI program",
  sh`[ -e ${flannelSubnet} ] || exit 0
${isThere}
if ! is_there ${cniFolder}/flannel; then echo flannel gone; exit 0; fi
[ -n "$(find ${cniFolder}/flannel -newer ${flannelSubnet})" ] || exit 0
for copy in ${unpacked}; do
  ! cmp -s "$copy" ${cniFolder}/flannel || exit 0
done
echo flannel changed`,
  damagedIn,
);

function damagedIn(stdout: string): readonly DamagedProgram[] {
  const lines = linesIn(stdout);
  return lines.map((line) => {
    const [name = '', what] = line.split(' ');
    return { name, what: what === 'gone' ? 'gone' : 'changed' };
  });
}

/** Says what is damaged, as people read it: "/usr/lib/cni/bridge is gone, /usr/lib/cni/portmap has changed". */
export function damageText(damaged: readonly DamagedProgram[]): string {
  return damaged
    .map(({ name, what }) => `${cniFolder}/${name} ${what === 'gone' ? 'is gone' : 'has changed'}`)
    .join(', ');
}
