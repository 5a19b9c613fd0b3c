import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { unitFact } from '../../facts/unit.ts';
import { then } from '../../resources/adjust-findings.ts';
import { withBlock } from '../../resources/block.ts';
import { ensureFile, writeFile } from '../../resources/ensure-file.ts';
import { lines, sh } from '../../shell/sh.ts';

/** Interfaces that Kubernetes and Docker make and configure themselves. */
const patterns = ['cni*', 'flannel*', 'veth*', 'docker*', 'br-*', 'kube-ipvs*'];

const unmanaged = `# Written by microcloud: these interfaces belong to Kubernetes and Docker.
[keyfile]
unmanaged-devices=${patterns.map((pattern) => `interface-name:${pattern}`).join(';')}
`;

export default defineStep({
  id: 'cni.managed',
  title: "NetworkManager and dhcpcd keep off pods' interfaces",
  needs: () => ({
    networkManager: unitFact('NetworkManager.service'),
    networkManagerFile: fileFact('/etc/NetworkManager/conf.d/90-microcloud.conf'),
    dhcpcd: unitFact('dhcpcd.service'),
    dhcpcdFile: fileFact('/etc/dhcpcd.conf'),
  }),
  *plan({ facts }) {
    if (facts.networkManager.exists) {
      const reload = facts.networkManager.active ? sh`systemctl reload NetworkManager.service` : sh``;
      yield* then(
        ensureFile(facts.networkManagerFile, { content: unmanaged, why: "so that it keeps off pods' interfaces" }),
        reload,
      );
    }
    const { dhcpcd, dhcpcdFile: file } = facts;
    if (!dhcpcd.exists || !file.exists) return;
    const content = withoutPodInterfaces(file.content);
    if (content === file.content) return;
    yield {
      kind: 'change',
      about: file.path,
      summary: `Change ${file.path}, so that dhcpcd keeps off pods' interfaces`,
      before: file.content,
      after: content,
      // The group of the file may write it: on Raspberry Pi OS that is netdev.
      script: lines([
        writeFile(file.path, content, file.mode),
        sh`chown ${file.owner} ${file.path}`,
        dhcpcd.active ? sh`dhcpcd -n` : sh``,
      ]),
    };
  },
});

/**
 * Keeps dhcpcd off these interfaces: it would give them addresses, or crash. The option stands before the first
 * `interface`.
 */
export function withoutPodInterfaces(dhcpcdConf: string): string {
  return withBlock(dhcpcdConf, [`denyinterfaces ${patterns.join(' ')}`], { name: 'microcloud pods', place: 'start' });
}
