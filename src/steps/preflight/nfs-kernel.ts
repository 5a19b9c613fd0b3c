import { defineStep } from '../../engine/model.ts';
import { nfsInKernel } from '../../facts/nfs.ts';
import { keepsSharedFolder } from '../../resources/shared-folder.ts';

export default defineStep({
  id: 'addon.nfs_kernel',
  title: 'NFS in the kernel',
  needs: ({ cluster }) => ({ kernel: cluster.addons?.nfs ? nfsInKernel : undefined }),
  *plan({ cluster, node, facts: { kernel } }) {
    if (!kernel) return;
    const missing = [
      ...(kernel.client ? [] : ['nfs']),
      ...(kernel.server || !keepsSharedFolder({ cluster, node }) ? [] : ['nfsd']),
    ];
    if (missing.length === 0) return;
    yield {
      kind: 'problem',
      stopsAll: true,
      summary: `its kernel lacks ${missing.join(' and ')}, which the addon nfs needs`,
      hint: 'Take nfs out of cluster.addons, or use the kernel of Raspberry Pi OS or Debian.',
    };
  },
});
