import { defineStep, type Problem } from '../../engine/model.ts';
import { usedVolumes } from '../../facts/cluster/used-volumes.ts';
import { fileFact } from '../../facts/file.ts';
import { unitFileOf } from '../../resources/ensure-unit.ts';
import { sharedFolder, sharedFolderAddress } from '../../resources/shared-folder.ts';
import { sh } from '../../shell/sh.ts';

const { path, mountUnit } = sharedFolder;
const unitFile = unitFileOf(mountUnit);
const where = /^What=(.*):/m;

// A program whose folder is gone waits for it, and cannot even be ended. On another node it finds an empty folder.
export default defineStep({
  id: 'addon.nfs',
  title: 'Volumes for all nodes that are in use',
  on: 'leader',
  needs: ({ cluster, nodes }) => ({
    mountFile: fileFact(unitFile),
    // Asked only where the folder goes, or moves.
    volumes: usedVolumes(
      'nfs',
      cluster,
      sh`[ -e ${unitFile} ] && ! grep -q ${`^What=${sharedFolderAddress(cluster, nodes)}:`} ${unitFile}`,
    ),
  }),
  *plan({ cluster, nodes, facts: { mountFile, volumes } }) {
    const present = mountFile.exists ? where.exec(mountFile.content)?.[1] : undefined;
    const wanted = sharedFolderAddress(cluster, nodes);
    if (present === undefined || present === wanted) return;
    const keeper = nodes.find(({ address }) => address === present)?.name ?? present;
    if (wanted === undefined && volumes.pods.length > 0) yield gone(volumes.pods);
    if (wanted !== undefined && volumes.claims.length > 0)
      yield moved(volumes.claims, keeper, cluster.addons?.nfs?.node ?? '');
  },
});

function gone(pods: readonly string[]): Problem {
  return {
    kind: 'problem',
    stopsAll: true,
    about: 'gone',
    summary: `the addon nfs is to go, and ${pods.join(', ')} would wait for files without an end`,
    hint: 'End these programs first: kubectl -n NAMESPACE scale deployment NAME --replicas=0. Or write nfs into cluster.addons again',
  };
}

function moved(claims: readonly string[], from: string, to: string): Problem {
  return {
    kind: 'problem',
    stopsAll: true,
    about: 'moved',
    summary: `the volumes of ${claims.join(', ')} are on ${from}, and programs would find empty folders on ${to}`,
    hint: `Write nfs: {node: ${from}} again. To move them: end their programs, take nfs out of cluster.addons, microcloud init; copy ${path} to ${to}; write nfs: {node: ${to}}, microcloud init`,
  };
}
