import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { holds, links } from '../../facts/links.ts';
import { unitFact } from '../../facts/unit.ts';
import { ensureStarted } from '../../resources/ensure-unit.ts';
import { tryUntil } from '../../resources/try-until.ts';
import { sh } from '../../shell/sh.ts';

const failure = 'Flannel did not start again: look at its pod in the namespace kube-flannel';
const tunnel = 'flannel.1';

// Flannel reads the node's address when it starts. When the node moves later, Flannel tells the other nodes the old
// address. With k3s the address is a setting of k3s, and Flannel starts again with k3s.
export default defineStep({
  id: 'cni.moved',
  title: "Flannel's address",
  only: 'kubeadm',
  needs: () => ({ links, kubelet: unitFact('kubelet.service'), arguments: fileFact('/etc/default/kubelet') }),
  *plan({ facts: { links: present, kubelet, arguments: settings } }) {
    if ([...ensureStarted(kubelet, [settings])].length > 0) return;
    const from = present.all.find(({ name }) => name === tunnel)?.tunnelFrom;
    if (from === undefined || present.all.some((link) => holds(link, from))) return;
    yield {
      kind: 'change',
      summary: `Restart Flannel, which still sends from ${from}`,
      // kubelet starts Flannel again.
      script: sh`pkill -x flanneld || :
${tryUntil(sh`ip -d link show ${tunnel} | grep ' local ' | grep -qvF ${` local ${from} `}`, { tries: 120, failure })}`,
    };
  },
});
