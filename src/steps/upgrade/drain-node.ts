import type { Distribution } from '../../distributions/distribution.ts';
import { drainedAnnotation } from '../../facts/cluster/node-object.ts';
import { tryUntil } from '../../resources/try-until.ts';
import { type Script, sh } from '../../shell/sh.ts';

const limitSeconds = 300;
const uncordonTries = 60;

/**
 * Moves a node's pods elsewhere. A node that people have cordoned stays so: only one with our annotation is uncordoned.
 * Where no other node takes pods, they stay: they survive a restart of kubelet or k3s. A control plane whose taint
 * keeps pods away takes none.
 */
export function drain({ kubectl }: Distribution, name: string): Script {
  const columns =
    'jsonpath={range .items[*]}{.metadata.name}={.spec.unschedulable} {.spec.taints[*].effect}{"\\n"}{end}';
  const options = ['--ignore-daemonsets', '--delete-emptydir-data', `--timeout=${limitSeconds}s`];
  return sh`nodes=$(${kubectl} get nodes -o ${columns})
open=$(printf '%s\n' "$nodes" | sed -n 's/= *\(PreferNoSchedule *\)*$//p')
printf '%s\n' "$open" | grep -vx ${name} | grep -q . || exit 0
if printf '%s\n' "$nodes" | grep -q ${`^${name}= `}; then
  ${kubectl} annotate --overwrite node ${name} ${`${drainedAnnotation}=true`}
fi
said=/run/microcloud/drain-said
trap 'rm -f "$said"' EXIT
code=0
${kubectl} drain ${name} ${options} >"$said" 2>&1 || code=$?
# It says the same every 5 seconds.
awk '!seen[$0]++' "$said"
exit $code`;
}

/**
 * Lets a node take pods again that was drained here. Nothing happens where people have cordoned it themselves. A new
 * kubelet restarts the API, which may be away for a moment.
 */
export function uncordon({ kubectl }: Distribution, name: string): Script {
  const drained = `jsonpath={.metadata.annotations.${drainedAnnotation.replaceAll('.', '\\.')}}`;
  return sh`let_in() {
  mark=$(${kubectl} get node ${name} --ignore-not-found -o ${drained}) || return 1
  [ -n "$mark" ] || return 0
  ${kubectl} uncordon ${name} && ${kubectl} annotate node ${name} ${`${drainedAnnotation}-`}
}
${tryUntil(sh`let_in`, { tries: uncordonTries, pause: 2 })}`;
}
