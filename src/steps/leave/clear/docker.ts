import { defineStep } from '../../../engine/model.ts';
import { dockerContainers } from '../../../facts/remains.ts';
import { sh } from '../../../shell/sh.ts';

// With k3s's own setting `docker: true` pods are Docker's containers: it keeps them when they have ended.
export default defineStep({
  id: 'leave.containers',
  title: 'containers of pods in Docker',
  needs: () => ({ ids: dockerContainers }),
  *plan({ facts: { ids } }) {
    if (ids.length === 0) return;
    yield { kind: 'change', summary: 'Remove the containers of pods from Docker', script: sh`docker rm -fv ${ids}` };
  },
});
