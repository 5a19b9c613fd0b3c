import type { Distribution } from '../../distributions/distribution.ts';
import { drainedAnnotation } from '../../facts/cluster/node-object.ts';
import { type Script, sh } from '../../shell/sh.ts';

const limitSeconds = 300;

/**
 * Moves a node's pods elsewhere. What people have cordoned themselves stays so: only with our annotation it is undone.
 * Where there is no other node for them, pods stay: they outlive a restart of what runs them.
 */
export function drain({ kubectl }: Distribution, name: string): Script {
  const columns = 'jsonpath={range .items[*]}{.metadata.name}={.spec.unschedulable}{"\\n"}{end}';
  const options = ['--ignore-daemonsets', '--delete-emptydir-data', `--timeout=${limitSeconds}s`];
  return sh`nodes=$(${kubectl} get nodes -o ${columns})
open=$(printf '%s\n' "$nodes" | sed -n 's/=$//p')
printf '%s\n' "$open" | grep -qvx ${name} || exit 0
if printf '%s\n' "$open" | grep -qx ${name}; then
  ${kubectl} annotate --overwrite node ${name} ${`${drainedAnnotation}=true`}
fi
${kubectl} drain ${name} ${options}`;
}

/** Lets a drained node take pods again. */
export function uncordon({ kubectl }: Distribution, name: string): Script {
  return sh`${kubectl} uncordon ${name}
${kubectl} annotate node ${name} ${`${drainedAnnotation}-`}`;
}
