import { sharedFolder } from '../../resources/shared-folder.ts';
import { addonStep } from './addon-step.ts';

// docs/decisions/2026-11-30-volumes-for-all-nodes.md
export default addonStep('nfs', {
  id: 'addon.nfs',
  title: 'nfs',
  template: 'nfs.yaml',
  values: ({ cluster }) => ({
    node: cluster.addons?.nfs?.node ?? '',
    mountPoint: sharedFolder.mountPoint,
    path: sharedFolder.path,
  }),
});
