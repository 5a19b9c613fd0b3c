import { describe } from 'node:test';
import step from '../../../src/steps/volumes/nfs-mount.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const cluster = { addons: { nfs: { node: 'pi-1' } } };
const scope = makeScope({ cluster });
const absent = unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' });
const [mountUnit, automountUnit] = ['mnt-microcloud.mount', 'mnt-microcloud.automount'] as const;
const units = '/etc/systemd/system';
const empty = { mountFile: '', automountFile: '', mount: absent, automount: absent };
const written = new Map(
  planStep(step, empty, scope).flatMap((one) => (one.kind === 'change' ? [[one.about, one.after ?? ''] as const] : [])),
);
const there = {
  mountFile: fileAnswer(written.get(`${units}/${mountUnit}`) ?? ''),
  automountFile: fileAnswer(written.get(`${units}/${automountUnit}`) ?? ''),
  mount: unitAnswer({ enablement: 'static' }),
  automount: unitAnswer(),
};
const node = { files: { '/proc/mounts': '' }, programs: { chattr: ':' } };

describe('the folder of volumes on every node', () => {
  itPlans(
    step,
    there,
    {
      'is mounted when somebody looks into it': { scope, finds: [] },
      comes: {
        when: empty,
        scope,
        finds: [
          `change: Write ${units}/${mountUnit}, so that volumes for all nodes are in /mnt/microcloud`,
          `change: Write ${units}/${automountUnit}`,
          `change: Enable ${automountUnit}`,
          `change: Start ${automountUnit}`,
        ],
        leaves: {
          [`${units}/${mountUnit}`]: /^What=192\.168\.0\.201:\/var\/lib\/microcloud-nfs\n[\s\S]*hard,nosuid,nodev/m,
          [`${units}/${automountUnit}`]: /^Where=\/mnt\/microcloud$/m,
        },
      },
      'comes from where the inventory says now': {
        when: { mountFile: fileAnswer(written.get(`${units}/${mountUnit}`)?.replace('.201', '.209') ?? '') },
        scope,
        finds: [`change: Change ${units}/${mountUnit}, so that volumes for all nodes are in /mnt/microcloud`],
        leaves: { [`${units}/${mountUnit}`]: /^What=192\.168\.0\.201:/m },
        follows: ['change: Mount /mnt/microcloud anew: its unit file changed'],
      },
      'is there again where somebody stopped it': {
        when: { automount: unitAnswer({ active: 'inactive', enablement: 'disabled', started: '' }) },
        scope,
        finds: [`change: Enable ${automountUnit}`, `change: Start ${automountUnit}`],
      },
      'goes when the inventory has no nfs': {
        finds: ['change: Unmount /mnt/microcloud, where volumes for all nodes were'],
        leaves: { [`${units}/${mountUnit}`]: undefined, [`${units}/${automountUnit}`]: undefined },
      },
      'is not there where nobody asked for it': { when: empty, finds: [] },
    },
    { node },
  );
});
