import { defineStep } from '../../../engine/model.ts';
import { fileFact } from '../../../facts/file.ts';
import { sharedFolder } from '../../../resources/shared-folder.ts';
import { ensureNoMount, mountFiles } from '../../volumes/nfs-mount.ts';
import { ensureNoServer } from '../../volumes/nfs-server.ts';

export default defineStep({
  id: 'leave.volumes',
  title: 'the folder of volumes for all nodes; what is in it stays',
  needs: () => ({ ...mountFiles(), exportsFile: fileFact(sharedFolder.exports) }),
  *plan({ facts: { exportsFile, mountFile, automountFile } }) {
    yield* ensureNoMount(mountFile.exists || automountFile.exists);
    yield* ensureNoServer(exportsFile.exists);
  },
});
