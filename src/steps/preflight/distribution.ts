import { defineStep } from '../../engine/model.ts';

export default defineStep({
  title: 'Distribution',
  needs: () => ({}),
  *plan({ cluster }) {
    if (cluster.distribution === 'kubeadm') return;
    yield {
      kind: 'problem',
      summary: `This version of microcloud does not install ${cluster.distribution} yet.`,
      hint: 'Set cluster.distribution: kubeadm, and the version and 64-bit boards that it needs',
    };
  },
});
