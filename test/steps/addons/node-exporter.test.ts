import { readFileSync } from 'node:fs';
import { describe } from 'node:test';
import step from '../../../src/steps/addons/node-exporter.ts';
import { fileAnswer, makeScope, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const template = readFileSync(new URL('../../../templates/microcloud-node-exporter.service', import.meta.url), 'utf8');
const scope = makeScope({ cluster: { addons: { monitoring: { node: 'pi-1' } } } });
const absent = unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' });
const path = '/etc/systemd/system/microcloud-node-exporter.service';
const base = {
  file: fileAnswer(template.replace('{{address}}', '192.168.0.202')),
  unit: unitAnswer(),
  ofDebian: unitAnswer({ active: 'inactive', enablement: 'disabled', started: '' }),
};

describe('what measures a node', () => {
  itPlans(step, base, {
    runs: { scope, finds: [] },
    'comes instead of what its package starts': {
      when: { file: '', unit: absent, ofDebian: unitAnswer() },
      scope,
      finds: [
        'change: Stop and disable prometheus-node-exporter.service',
        `change: Write ${path}`,
        'change: Enable microcloud-node-exporter.service',
        'change: Start microcloud-node-exporter.service',
      ],
    },
    'answers at the new address of a node that has moved': {
      when: { file: fileAnswer(template.replace('{{address}}', '192.168.0.99'), { modified: 1_600_000_000 }) },
      scope,
      finds: [`change: Change ${path}`],
      follows: [`change: Restart microcloud-node-exporter.service: ${path} is newer than its start`],
    },
    'goes when the inventory has no monitoring': { finds: ['change: Stop measuring this node'] },
    'is not there where nobody asked for it': { when: { file: '', unit: absent, ofDebian: absent }, finds: [] },
  });
});
