import { describe } from 'node:test';
import step from '../../../src/steps/preflight/addon-memory.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const cluster = { addons: { metrics: true } };
const several = makeScope({ cluster });
const alone = { ...several, nodes: several.nodes.filter(({ name }) => name !== 'pi-3') };
const zero = { memoryMebibytes: '430000 kB\n' };

describe('memory for addons', () => {
  itPlans(
    step,
    { memoryMebibytes: '3884392 kB\n' },
    {
      'is there on a Pi 4': { scope: several, finds: [] },
      'is no question without addons': { when: zero, finds: [] },
      'is no question without addons on a node that has too little for Kubernetes itself': {
        when: { memoryMebibytes: '200000 kB\n' },
        finds: [],
      },
      'is too little on the only worker': {
        when: zero,
        scope: alone,
        finds: ['problem: it has room for 19 MiB beside Kubernetes, and the addons take about 30'],
      },
      'is left to another worker where there is one': {
        when: zero,
        scope: several,
        finds: [
          'note: it has room for 19 MiB beside Kubernetes, and the addons take about 30: some had better run on another node',
        ],
      },
      'is no question on a control plane that takes no pods': {
        when: { memoryMebibytes: '1750000 kB\n' },
        scope: makeScope({ at: 'pi-1', cluster }),
        finds: [],
      },
      'is too little on a control plane that is alone': {
        when: { memoryMebibytes: '1750000 kB\n' },
        scope: { ...makeScope({ at: 'pi-1', cluster }), nodes: [makeScope({ at: 'pi-1' }).node] },
        finds: ['problem: it has room for 8 MiB beside Kubernetes, and the addons take about 30'],
      },
      'is too little on the node that the inventory names': {
        when: { memoryMebibytes: '500000 kB\n' },
        scope: makeScope({ cluster: { addons: { monitoring: { node: 'pi-2' } } } }),
        finds: ['problem: it has room for 88 MiB beside Kubernetes, and the addons take about 120'],
      },
      'is too little for what runs on every node': {
        when: zero,
        scope: makeScope({ cluster: { addons: { monitoring: { node: 'pi-1' } } } }),
        finds: ['problem: it has room for 19 MiB beside Kubernetes, and the addons take about 20'],
      },
      'is not asked for where the check is ignored': {
        when: zero,
        scope: { ...alone, cluster: { ...alone.cluster, kubeadm: { ignorePreflight: ['Mem'] } } },
        finds: [],
      },
    },
  );
});
