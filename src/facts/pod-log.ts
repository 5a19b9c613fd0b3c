import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** Asks for the last 20 lines of a container that stopped, on the node that ran it; '' when there are none. */
export function podLog(pod: { readonly namespace: string; readonly name: string }, container: string): Fact<string> {
  const folder = `/var/log/pods/${pod.namespace}_${pod.name}_`;
  return commandFact(
    `log of ${pod.namespace}/${pod.name} ${container}`,
    sh`for f in ${folder}*/${container}/*.log; do [ -e "$f" ] && last=$f; done
[ -z "$last" ] || tail -n 20 "$last" | cut -c 1-400`,
    // "2026-11-21T12:00:00.000000000Z stderr F text"
    (stdout) => stdout.replaceAll(/^\S+ (stdout|stderr) [FP] /gm, '').trim(),
  );
}

/** Asks for the architectures that an image on this node is for: "amd64, arm64"; '' when containerd does not tell. */
export function imageArchitectures(image: string): Fact<string> {
  return commandFact(
    `architectures of ${image}`,
    sh`if command -v ctr >/dev/null; then ctr -n k8s.io images ls; else k3s ctr images ls; fi 2>/dev/null | grep -F ${`${image} `} | head -n 1`,
    (stdout) => [...new Set([...stdout.matchAll(/linux\/([a-z0-9]+)/g)].map(([, name]) => name))].join(', '),
  );
}
