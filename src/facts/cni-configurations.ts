import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** A configuration of the pod network. */
export interface CniConfiguration {
  readonly path: string;
  readonly content: string;
}

// The shell itself reads the files: another program would cost a fork, and there is one file of a few lines.
const show = sh`echo "== $f"
while IFS= read -r line || [ -n "$line" ]; do printf '| %s\n' "$line"; done <"$f"`;

/**
 * All configurations of the pod network, in the order of their names: containerd takes the first one.
 * https://github.com/containernetworking/cni/blob/main/libcni/conf.go (ConfFiles)
 */
export const cniConfigurations = commandFact(
  'CNI configurations',
  sh`for d in /etc/cni/net.d /var/lib/rancher/k3s/agent/etc/cni/net.d; do
  for f in $d/*; do
    case $f in *.conf | *.conflist | *.json) ;; *) continue ;; esac
    [ -f "$f" ] || continue
    ${show}
  done
done`,
  (stdout): readonly CniConfiguration[] =>
    stdout
      .split(/^== /m)
      .slice(1)
      .map((part) => {
        const [path = '', ...lines] = part.replace(/\n$/, '').split('\n');
        return { path, content: lines.map((line) => line.replace(/^\| /, '')).join('\n') };
      }),
);
