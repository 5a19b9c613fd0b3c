import { tryUntil } from '../../resources/try-until.ts';
import { type Script, sh } from '../../shell/sh.ts';

/**
 * Says on the joining node that the API does not answer: kubeadm and k3s would try for minutes, and report a timeout.
 */
export function reach(name: string, endpoint: string): Script {
  const [host = '', port = '6443'] = endpoint.split(':');
  const failure = `${name} cannot reach the Kubernetes API at ${endpoint}: look at cables, addresses and firewalls.`;
  return tryUntil(sh`timeout 5 bash -c ': </dev/tcp/$0/$1' ${host} ${port} 2>/dev/null`, { tries: 20, failure });
}
