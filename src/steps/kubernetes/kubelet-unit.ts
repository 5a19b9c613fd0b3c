import { kubeletsNeedCertificates } from '../../distributions/addons.ts';
import { defineStep } from '../../engine/model.ts';
import { type FileState, fileFact } from '../../facts/file.ts';
import { unitFact } from '../../facts/unit.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { ensureEnabled } from '../../resources/ensure-unit.ts';
import { replaceFile, withCopy } from '../../resources/replace-file.ts';
import { template } from '../../resources/template.ts';

export default defineStep({
  id: 'kubelet.unit',
  title: 'kubelet',
  only: 'kubeadm',
  needs: () => ({
    unitFile: fileFact('/etc/systemd/system/kubelet.service'),
    arguments: fileFact('/etc/default/kubelet'),
    unit: unitFact('kubelet.service'),
  }),
  *plan({ node, cluster, facts }) {
    const address = ipv4Of(node.address);
    yield* replaceFile(facts.unitFile, { content: template('kubelet.service', {}) });
    const words = [
      // kubelet would take the address of the default route, which on a Pi with Wi-Fi may be the wrong one.
      ...(address ? [`--node-ip=${address}`] : []),
      // Some addons know kubelets by certificates of the cluster; by itself a kubelet has one that it signed.
      ...(kubeletsNeedCertificates(cluster) ? ['--rotate-server-certificates'] : []),
    ];
    const extra = words.length > 0 ? `KUBELET_EXTRA_ARGS=${words.join(' ')}\n` : '';
    const lost = flagsIn(facts.arguments).filter((flag) => !ours.includes(flag));
    for (const change of ensureFile(facts.arguments, { content: extra })) {
      if (lost.length === 0) yield change;
      else {
        const { path } = facts.arguments;
        yield {
          kind: 'note',
          about: path,
          summary: `These flags of kubelet in ${path} no longer count: ${lost.join(', ')}`,
          hint,
        };
        yield withCopy(change);
      }
    }
    yield* ensureEnabled(facts.unit);
  },
});

const ours = ['--node-ip', '--rotate-server-certificates'];
const hint =
  'Write what shall stay under cluster.kubeadm.kubelet in the inventory, in the words of KubeletConfiguration';

/** Lists the flags that a file gives kubelet, without their values. */
function flagsIn(file: FileState): readonly string[] {
  return file.exists ? [...file.content.matchAll(/^[^#\n]*/gm)].flatMap(([line]) => line.match(/--[\w-]+/g) ?? []) : [];
}
