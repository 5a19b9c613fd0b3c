import { type Script, sh } from '../../shell/sh.ts';

/**
 * Says on the joining node that the API does not answer: kubeadm and k3s would try for minutes, and report a timeout.
 */
export function reach(name: string, endpoint: string): Script {
  const [host = '', port = '6443'] = endpoint.split(':');
  return sh`tries=0
until timeout 5 bash -c ': </dev/tcp/$0/$1' ${host} ${port} 2>/dev/null; do
  tries=$((tries + 1))
  if [ $tries -ge 20 ]; then echo ${`${name} cannot reach the Kubernetes API at ${endpoint}: look at cables, addresses and firewalls.`}; exit 1; fi
  sleep 1
done`;
}
