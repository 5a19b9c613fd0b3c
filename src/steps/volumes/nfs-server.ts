import { addons, memoryText } from '../../distributions/addons.ts';
import { type Change, defineStep } from '../../engine/model.ts';
import { askedIf } from '../../facts/command.ts';
import { fileFact } from '../../facts/file.ts';
import { givenFolder } from '../../facts/nfs.ts';
import { unitFact } from '../../facts/unit.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { ensureRunning } from '../../resources/ensure-unit.ts';
import { keepsSharedFolder, sharedFolder, sharedFolderClients } from '../../resources/shared-folder.ts';
import { sh } from '../../shell/sh.ts';

const { path, mode, server, exports, settings } = sharedFolder;

export default defineStep({
  id: 'addon.nfs_server',
  title: 'Folder for all nodes, on the node that keeps it',
  follows: 'nodes',
  needs: (scope) => ({
    exportsFile: fileFact(exports),
    ...askedIf(keepsSharedFolder(scope), {
      settingsFile: fileFact(settings),
      unit: unitFact(server),
      given: givenFolder,
    }),
  }),
  *plan({ nodes, cluster, facts: { exportsFile, settingsFile, unit, given } }) {
    if (!settingsFile || !unit || !given) return yield* ensureNoServer(exportsFile.exists);
    if (given.folder !== `${mode} root`) {
      yield {
        kind: 'change',
        summary: `Make ${path}, where volumes for all nodes are (${memoryText(addons.nfs, cluster)})`,
        script: sh`mkdir -p ${path}
chown root:root ${path} 2>/dev/null || :
chmod ${mode} ${path}`,
      };
    }
    const clients = sharedFolderClients(nodes);
    yield* ensureFile(settingsFile, { content: settingsText });
    yield* ensureFile(exportsFile, { content: exportsText(clients), why: `so that ${clients.join(', ')} have it` });
    yield* ensureRunning(unit, [settingsFile]);
    // A server that starts reads its exports by itself.
    if (!unit.active || !exportsFile.exists || given.clients.join() === clients.join()) return;
    yield {
      kind: 'change',
      summary: `Give ${path} to ${clients.join(', ')}, and to nobody else`,
      script: exportAll,
    };
  },
});

// exportfs fails where /etc/exports is gone, although it has read all other files.
const exportAll = sh`[ -e /etc/exports ] || : >/etc/exports
exportfs -ra`;

/**
 * Stops giving out the folder. The package stays, as all packages do, and so do the volumes. What the node gives out
 * for others goes on.
 */
export function* ensureNoServer(isThere: boolean): Iterable<Change> {
  if (!isThere) return;
  yield {
    kind: 'change',
    summary: `Stop giving ${path} to other nodes: volumes stay there`,
    script: sh`rm -f ${exports}
exportfs -ra 2>/dev/null || :
[ -s /var/lib/nfs/etab ] || systemctl disable --now ${server} 2>/dev/null || :
rm -f ${settings}`,
  };
}

/**
 * Writes exports(5). Root of another node is nobody here (root_squash), and only a program of root may ask (secure).
 * Clients name files by handles, which they can make up: without subtree_check they would reach all files of the disk,
 * as whichever user they say.
 */
function exportsText(clients: readonly string[]): string {
  const lines = clients.map((client) => `${path} ${client}(rw,sync,secure,root_squash,subtree_check)\n`);
  return `# Written by microcloud: volumes for all nodes.\n${lines.join('')}`;
}

// nfs.conf(5). After a restart of the server pods wait for as long as a lease lasts: by default 90 seconds.
const settingsText = `# Written by microcloud.
[nfsd]
vers3=n
grace-time=20
lease-time=20
`;
