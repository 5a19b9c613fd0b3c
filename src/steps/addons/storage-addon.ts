import { flannelVersions } from '../../distributions/minors.ts';
import { addonStep } from './addon-step.ts';

export default addonStep('storage', {
  id: 'addon.storage',
  title: 'storage',
  template: 'storage.yaml',
  values: () => ({ helperImage: `ghcr.io/flannel-io/flannel:${flannelVersions.flannel}` }),
});
