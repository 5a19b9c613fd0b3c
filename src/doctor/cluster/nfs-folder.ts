import { answerSeconds, sharedFolderState, sharedFolderUse } from '../../facts/nfs.ts';
import { keepsSharedFolder, sharedFolder } from '../../resources/shared-folder.ts';
import { command } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

export default [
  nodeCheck({
    id: 'nfs.silent',
    when: 'member',
    title: 'The folder of volumes does not answer',
    why: 'Programs that use a volume there wait, and cannot be ended; new pods with one do not start.',
    advice: 'Switch on the node that keeps it, which addons.nfs of the inventory names',
    runbook:
      'The node that keeps the volumes is off, or cannot be reached on port 2049, or gives this node nothing. When it answers again, programs go on where they stood, and lose nothing. If it never comes back: `kubectl delete pod NAME --force`, and reboot the node where it was.',
    source: 'kubernetes#72048, kubelet#43, csi-driver-nfs#674',
    entails: ['pods.ending'],
    needs: ({ cluster }) => ({ state: cluster.addons?.nfs ? sharedFolderState : undefined }),
    judge({ cluster, facts }) {
      if (facts.state !== 'silent') return undefined;
      const { mountPoint } = sharedFolder;
      const keeper = cluster.addons?.nfs?.node ?? '';
      return {
        what: `${mountPoint}, which ${keeper} keeps, does not answer within ${answerSeconds} seconds`,
        advice: command`ssh ${keeper} sudo exportfs -v`,
      };
    },
  }),
  nodeCheck({
    id: 'nfs.full',
    when: 'member',
    title: 'The disk of the volumes for all nodes is nearly full',
    severity: 'warning',
    why: 'Programs on all nodes cannot write then: "no space left on device".',
    advice: 'ssh {node} "sudo du -sh /var/lib/microcloud-nfs/* | sort -h | tail"',
    runbook:
      'A claim says how much it wants, but NFS sets no limit to it. The names of the folders begin with that of the volume, and end with namespace and claim. `kubectl delete pvc NAME` removes a volume that nobody needs. Where the folder is on the card itself, disk.full says how full it is.',
    source: 'local-path-provisioner README',
    needs: ({ cluster, node }) => ({ used: keepsSharedFolder({ cluster, node }) ? sharedFolderUse : undefined }),
    judge({ facts: { used } }) {
      if (used === undefined || used < 90) return undefined;
      const what = `The disk of ${sharedFolder.path} is ${used} % full`;
      return used < 97 ? { what } : { what, severity: 'problem' };
    },
  }),
];
