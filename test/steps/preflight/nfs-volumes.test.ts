import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fact } from '../../../src/engine/model.ts';
import type { UsedVolumes } from '../../../src/facts/cluster/used-volumes.ts';
import step from '../../../src/steps/preflight/nfs-volumes.ts';
import { fileAnswer, makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { rowsOfKubectl } from '../../support/rows-of-kubectl.ts';
import { askScratch } from '../../support/scratch/ask-scratch.ts';
import { needsScratch } from '../../support/scratch/scratch-node.ts';

const volume = ['PersistentVolume', '', 'pvc-1', 'Bound', 'nfs', 'shop', 'photos', ''];
const other = ['PersistentVolume', '', 'pvc-2', 'Bound', 'local-path', 'shop', 'data', ''];
const pod = (name: string, claims: string, phase = 'Running') => ['Pod', 'shop', name, phase, '', '', '', claims];

const on = (node: string) => makeScope({ at: 'pi-1', cluster: { addons: { nfs: { node } } } });
const off = makeScope({ at: 'pi-1' });
const mountFile = fileAnswer('[Mount]\nWhat=192.168.0.202:/var/lib/microcloud-nfs\n');
const gone = (pods: string) => `problem: the addon nfs is to go, and ${pods} would wait for files without an end`;

describe('volumes for all nodes that are in use', () => {
  itPlans(
    step,
    { mountFile, volumes: rowsOfKubectl(volume, other, pod('front-1', 'cache photos'), pod('db-0', 'data')) },
    {
      'stay where the addon stays': { scope: on('pi-2'), when: { volumes: '' }, finds: [] },
      'are not there before the addon was': { scope: on('pi-2'), when: { mountFile: '', volumes: '' }, finds: [] },
      'keep the addon while a pod has one': { scope: off, finds: [gone('shop/front-1')] },
      'let the addon go when their pods have ended': {
        scope: off,
        when: { volumes: rowsOfKubectl(volume, pod('front-1', 'photos', 'Succeeded'), pod('db-0', 'data')) },
        finds: [],
      },
      'keep the addon on its node': {
        scope: on('pi-3'),
        finds: ['problem: the volumes of shop/photos are on pi-2, and programs would find empty folders on pi-3'],
      },
      'let the addon move when there are none': {
        scope: on('pi-3'),
        when: { volumes: rowsOfKubectl(other) },
        finds: [],
      },
      'are a matter of the leader': { scope: makeScope(), finds: [] },
    },
  );

  for (const [title, address, isAsked] of [
    ['goes or moves', '192.168.0.202', true],
    ['stays', '192.168.0.203', false],
  ] as const) {
    it(`are ${isAsked ? '' : 'not '}asked for where the folder ${title}`, needsScratch, async (t) => {
      const { volumes } = step.needs(on('pi-3')) as { readonly volumes: Fact<UsedVolumes> };
      const found = await askScratch(t, volumes, {
        files: {
          '/etc/kubernetes/admin.conf': '',
          '/etc/systemd/system/mnt-microcloud.mount': `What=${address}:/var/lib/microcloud-nfs\n`,
          '/rows': rowsOfKubectl(volume, pod('front-1', 'photos')),
        },
        programs: { kubectl: 'cat /rows' },
      });
      const all = { claims: ['shop/photos'], pods: ['shop/front-1'] };
      assert.deepEqual(found, isAsked ? all : { claims: [], pods: [] });
    });
  }
});
