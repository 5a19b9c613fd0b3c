import { defineStep } from '../../engine/model.ts';
import { commandFact } from '../../facts/command.ts';
import { fileFact } from '../../facts/file.ts';
import { tryUntil } from '../../resources/try-until.ts';
import { sh } from '../../shell/sh.ts';

const failure = 'kube-proxy did not start again: look at its pod in the namespace kube-system';
const name = '[[:space:]]api\\.[a-z0-9-]*\\.internal$';

/** What kube-proxy has in its own /etc/hosts about the API's name; undefined where it does not run. */
const proxyLine = commandFact(
  "API's name in kube-proxy",
  sh`for pid in $(pgrep -x kube-proxy); do
  echo runs
  grep ${name} "/proc/$pid/root/etc/hosts" 2>/dev/null || :
done`,
  (stdout) => {
    const [runs, line = ''] = stdout.trim().split('\n');
    return runs === 'runs' ? line : undefined;
  },
);

// kubelet copies /etc/hosts into a pod when its container starts, and kube-proxy looks for the API there.
export default defineStep({
  id: 'cluster.kube_proxy',
  title: "kube-proxy's /etc/hosts",
  only: 'kubeadm',
  follows: 'nodes',
  needs: () => ({ hosts: fileFact('/etc/hosts'), proxyLine }),
  *plan({ facts: { hosts, proxyLine: line } }) {
    const wanted = hosts.exists ? /^\S+\sapi\.[a-z0-9-]+\.internal$/m.exec(hosts.content)?.[0] : undefined;
    if (wanted === undefined || line === undefined || line === wanted) return;
    const isKnown = sh`pid=$(pgrep -x kube-proxy | head -n 1) && grep -qxF ${wanted} "/proc/$pid/root/etc/hosts"`;
    yield {
      kind: 'change',
      about: '/etc/hosts',
      summary: `Restart kube-proxy, which does not find the API at ${wanted.split(/\s/)[0]}`,
      // kubelet starts kube-proxy again.
      script: sh`pkill -x kube-proxy || :
${tryUntil(isKnown, { tries: 120, failure })}`,
    };
  },
});
