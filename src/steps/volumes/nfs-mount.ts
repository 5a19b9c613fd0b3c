import { type Change, defineStep } from '../../engine/model.ts';
import { askedIf } from '../../facts/command.ts';
import { fileFact } from '../../facts/file.ts';
import { unitFact } from '../../facts/unit.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { ensureEnabled, ensureStarted, unitFileOf } from '../../resources/ensure-unit.ts';
import { sharedFolder, sharedFolderAddress } from '../../resources/shared-folder.ts';
import { template } from '../../resources/template.ts';
import { sh } from '../../shell/sh.ts';
import { closedUnits } from './nfs-ports.ts';

const { path, mountPoint, mountUnit, automountUnit } = sharedFolder;
const files = [unitFileOf(mountUnit), unitFileOf(automountUnit)] as const;

/** Asks for the files of the folder's units. The step that takes the folder off a node needs them, too. */
export const mountFiles = () => ({ mountFile: fileFact(files[0]), automountFile: fileFact(files[1]) });

// The folder is mounted when the first program looks into it: so nodes need not wait for the node that keeps it.
export default defineStep({
  id: 'addon.nfs_mount',
  title: 'Folder for all nodes',
  follows: 'nodes',
  needs: ({ cluster }) => ({
    ...mountFiles(),
    ...askedIf(cluster.addons?.nfs !== undefined, { mount: unitFact(mountUnit), automount: unitFact(automountUnit) }),
  }),
  *plan({ cluster, nodes, facts: { mountFile, automountFile, mount, automount } }) {
    const address = sharedFolderAddress(cluster, nodes);
    if (address === undefined || !mount || !automount)
      return yield* ensureNoMount(mountFile.exists || automountFile.exists);
    const why = `so that volumes for all nodes are in ${mountPoint}`;
    const values = { address, path, mountPoint };
    yield* ensureFile(mountFile, { content: template(mountUnit, values), why });
    yield* ensureFile(automountFile, { content: template(automountUnit, { mountPoint }) });
    yield* ensureEnabled(automount);
    if (automount.active && mount.needsReload) {
      yield { kind: 'change', summary: `Mount ${mountPoint} anew: its unit file changed`, script: restart };
    } else yield* ensureStarted(automount, [], restart);
  },
});

// While nothing is mounted, nothing can be written into the mount point (chattr +i): it would be on this node alone.
const restart = sh`systemctl daemon-reload
systemctl stop ${automountUnit} ${mountUnit} 2>/dev/null || :
if ! grep -q ${` ${mountPoint} `} /proc/mounts; then
  mkdir -p ${mountPoint}
  chattr +i ${mountPoint} 2>/dev/null || :
fi
systemctl start ${automountUnit}`;

/** Removes the mount. Pods that have a volume keep it until they end. */
export function* ensureNoMount(isThere: boolean): Iterable<Change> {
  if (!isThere) return;
  yield {
    kind: 'change',
    summary: `Unmount ${mountPoint}, where volumes for all nodes were`,
    script: sh`systemctl disable --now ${automountUnit} 2>/dev/null || :
systemctl stop ${mountUnit} 2>/dev/null || :
! grep -q ${` ${mountPoint} `} /proc/mounts || umount -l ${mountPoint}
rm -f ${files}
systemctl unmask ${closedUnits} 2>/dev/null || :
systemctl daemon-reload
chattr -i ${mountPoint} 2>/dev/null || :
rmdir ${mountPoint} 2>/dev/null || :`,
  };
}
