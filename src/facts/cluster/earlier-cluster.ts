import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { sh } from '../../shell/sh.ts';
import { linesFact } from '../command.ts';

/**
 * Paths that only a cluster makes. `init` itself writes settings, tokens and images of k3s before a node joins: those
 * say nothing of an earlier cluster.
 */
const paths = [
  '/etc/kubernetes/manifests',
  '/var/lib/etcd',
  `${k3sPaths.server}/db`,
  `${k3sPaths.server}/tls`,
  `${k3sPaths.agent}/client-ca.crt`,
  '/var/lib/kubelet/pods',
];

/**
 * The paths that an earlier cluster left on a node that is in no cluster: files, and folders with something in them.
 */
export const leftovers = linesFact(
  'leftovers',
  sh`for path in ${paths}; do
  for f in "$path"/* "$path"/.[!.]*; do if [ -f "$path" ] || [ -e "$f" ] || [ -L "$f" ]; then echo "$path"; break; fi; done
done`,
);
