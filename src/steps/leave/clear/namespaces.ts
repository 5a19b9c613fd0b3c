import { defineStep } from '../../../engine/model.ts';
import { podNamespaces } from '../../../facts/remains.ts';
import { sh } from '../../../shell/sh.ts';

export default defineStep({
  id: 'leave.namespaces',
  title: 'network namespaces of pods',
  needs: () => ({ names: podNamespaces }),
  *plan({ facts: { names } }) {
    if (names.length === 0) return;
    const script = sh`for name in ${names}; do
  umount "/run/netns/$name" 2>/dev/null || :
  rm -f "/run/netns/$name"
done`;
    yield { kind: 'change', summary: 'Delete the network namespaces of pods', script };
  },
});
