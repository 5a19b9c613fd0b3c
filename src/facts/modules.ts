import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** Kernel modules that pods' networks and images need: https://github.com/flannel-io/flannel#deploying-flannel-manually */
export const neededModules = ['br_netfilter', 'overlay', 'vxlan'] as const;

export interface ModulesState {
  /** Loaded, or built in. */
  readonly loaded: readonly string[];
  /** The running kernel's modules were removed by an upgrade: modprobe fails until the next boot. */
  readonly areGone: boolean;
  /** Modules that a line like `install overlay /bin/false` keeps from being loaded, now or at the next boot. */
  readonly forbidden: readonly { readonly name: string; readonly file: string }[];
}

// A module without parameters has no /sys/module entry when it is built in. A kernel that cannot load modules has no
// /proc/modules: then whatever it has is built in.
export const modulesState = commandFact(
  'kernel modules',
  sh`read -r release </proc/sys/kernel/osrelease
for m in ${neededModules}; do
  if [ -d /sys/module/$m ] || [ ! -e /proc/modules ] || grep -qs "/$m\.ko" "/lib/modules/$release/modules.builtin"; then
    echo "loaded $m"
  fi
done
[ ! -e /proc/modules ] || for m in ${neededModules}; do
  ! grep -qs "/$m\.ko" "/lib/modules/$release/modules.builtin" || continue
  file=$(grep -lsE "^[[:blank:]]*install[[:blank:]]+\${m}[[:blank:]]+(/usr)?/bin/(true|false)" /etc/modprobe.d/*.conf) &&
    echo "forbidden $m $file"
done
[ -d "/lib/modules/$release" ] || for d in /lib/modules/*/; do [ ! -d "$d" ] || { echo gone; break; }; done`,
  (stdout): ModulesState => {
    const rows = stdout.trim().split('\n');
    const loaded = rows.filter((row) => row.startsWith('loaded ')).map((row) => row.slice('loaded '.length));
    const forbidden = rows.flatMap((row) => {
      const [word, name = '', file = ''] = row.split(' ');
      return word === 'forbidden' ? [{ name, file }] : [];
    });
    return { loaded, areGone: rows.includes('gone'), forbidden };
  },
);
