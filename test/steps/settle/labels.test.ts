import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step from '../../../src/steps/settle/labels.ts';
import { clusterAnswer, silentAnswer } from '../../support/cluster-answer.ts';
import { makeScope, planStep } from '../../support/plan.ts';
import { itPlans, type Row } from '../../support/rows.ts';
import { kubernetesPrograms } from '../../support/scratch/programs.ts';

/** The cluster's answer with other labels, taints and note of pi-1. */
function withFirst({ labels = {}, taints, note }: { labels?: object; taints?: readonly object[]; note?: string }) {
  return clusterAnswer((items) => {
    const { metadata, spec } = items['Node pi-1'];
    Object.assign(metadata.labels, labels);
    if (taints) spec.taints = taints.length > 0 ? taints : undefined;
    if (note) metadata.annotations['microcloud.cloudy/managed'] = note;
  });
}
const closed = { effect: 'NoSchedule', key: 'node-role.kubernetes.io/control-plane' };
const dedicated = { effect: 'NoExecute', key: 'dedicated', value: 'db' };
const ssd = { labels: { disk: 'ssd' } };
const at = (node: Parameters<typeof makeScope>[0] & object) => makeScope({ at: 'pi-1', ...node });
const wants = (node: NonNullable<Parameters<typeof makeScope>[0]>['node']) => at({ node: node ?? {} });
const noted = (labels: readonly string[], taints: readonly string[] = []) => JSON.stringify({ labels, taints });
const closedTaint = 'node-role.kubernetes.io/control-plane:NoSchedule';
const open = JSON.stringify({ labels: [], taints: [], isOpen: true });
const all = (text: string) =>
  ['pi-1', 'pi-2', 'pi-3'].map((name) => `${text.replace('NODE', name)} of its labels and taints microcloud manages`);
const note = 'change: Note on pi-1 which of its labels and taints microcloud manages';

const rows: Record<string, Row> = {
  'are none, and what Kubernetes and people set is left alone': {
    when: { state: withFirst({ labels: { mine: 'yes' } }) },
    scope: at({}),
    finds: [],
  },
  'are set and noted': {
    scope: wants({ labels: { disk: 'ssd', room: '' }, taints: ['dedicated=db:NoExecute'] }),
    finds: ['change: Label pi-1 with disk=ssd, room=', 'change: Taint pi-1 with dedicated=db:NoExecute', note],
  },
  'are as they shall be': {
    when: {
      state: withFirst({ ...ssd, taints: [closed, dedicated], note: noted(['disk'], ['dedicated:NoExecute']) }),
    },
    scope: wants({ labels: { disk: 'ssd' }, taints: ['dedicated=db:NoExecute'] }),
    finds: [],
  },
  'get other values': {
    when: { state: withFirst({ ...ssd, taints: [dedicated], note: noted(['disk'], ['dedicated:NoExecute']) }) },
    scope: wants({ labels: { disk: 'hdd' }, taints: ['dedicated=web:NoExecute'] }),
    finds: ['change: Label pi-1 with disk=hdd', 'change: Taint pi-1 with dedicated=web:NoExecute'],
  },
  'are removed when the inventory no longer has them': {
    when: { state: withFirst({ ...ssd, taints: [closed, dedicated], note: noted(['disk'], ['dedicated:NoExecute']) }) },
    scope: at({}),
    finds: ['change: Remove the label disk of pi-1', 'change: Remove the taint dedicated:NoExecute of pi-1', note],
  },
  'are forgotten when somebody removed them already': {
    when: { state: withFirst({ note: noted(['disk'], ['dedicated:NoExecute']) }) },
    scope: at({}),
    finds: [note],
  },
  'are noted when an earlier run was interrupted before it could': {
    when: { state: withFirst(ssd) },
    scope: wants({ labels: { disk: 'ssd' } }),
    finds: [note],
  },
  'stay where a person set them, with a note that somebody garbled': {
    when: { state: withFirst({ ...ssd, note: '{labels' }) },
    scope: at({}),
    finds: [note],
  },
  'are the same with an empty value and with none': {
    when: { state: withFirst({ taints: [{ effect: 'NoSchedule', key: 'gpu' }], note: noted([], ['gpu:NoSchedule']) }) },
    scope: wants({ taints: ['gpu=:NoSchedule'] }),
    finds: [],
  },
  'let pods run on control planes where there are no workers': {
    scope: at({ all: { role: 'control-plane' } }),
    finds: ['change: Let pi-1 run pods: there are no workers', ...all('change: Note on NODE which')],
  },
  'keep pods away from a lone control plane whose owner wants that': {
    when: { state: withFirst({ note: noted([], [closedTaint]) }) },
    scope: at({ all: { role: 'control-plane' }, node: { taints: [closedTaint] } }),
    finds: all('change: Note on NODE which').slice(1),
  },
  'keep pods away again when workers came': {
    when: { state: withFirst({ taints: [], note: open }) },
    scope: at({}),
    finds: ['change: Keep new pods off pi-1: there are workers now', note],
  },
  'forget that it was open when somebody closed it': {
    when: { state: withFirst({ note: open }) },
    scope: at({}),
    finds: [note],
  },
  'leave a control plane open that a person opened': {
    when: { state: withFirst({ taints: [] }) },
    scope: at({}),
    finds: [],
  },
  'are planned where there is no cluster yet': {
    when: { state: 'none\n' },
    scope: wants({ labels: { disk: 'ssd' } }),
    finds: ['change: Label pi-1 with disk=ssd', note],
  },
  'come later for nodes that have not joined': {
    when: { state: clusterAnswer((items) => delete items['Node pi-1']) },
    scope: wants({ labels: { disk: 'ssd' } }),
    finds: [],
  },
  'come later while the API is silent': {
    when: { state: silentAnswer('no') },
    scope: wants({ labels: { a: 'b' } }),
    finds: [],
  },
  'are set from the first control plane alone': { scope: makeScope({ node: { labels: { a: 'b' } } }), finds: [] },
  'are the same with k3s': {
    scope: at({ node: { labels: { disk: 'ssd' } }, cluster: { distribution: 'k3s' } }),
    finds: ['change: Label pi-1 with disk=ssd', note],
  },
};

describe('labels and taints', () => {
  itPlans(step, { state: clusterAnswer() }, rows, {
    once: 'the cluster knows',
    node: { programs: kubernetesPrograms },
  });

  it('are given to kubectl as it wants them', () => {
    const state = withFirst({ ...ssd, taints: [dedicated], note: noted(['disk'], ['dedicated:NoExecute']) });
    const commands = planStep(step, { state }, wants({ labels: { room: 'a b' } })).map((finding) =>
      finding.kind === 'change' ? finding.script.wire.replace(/^.*? kubectl /, '') : '',
    );
    assert.deepEqual(commands, [
      `label --overwrite node pi-1 'room=a b'`,
      'label node pi-1 disk-',
      'taint node pi-1 dedicated:NoExecute-',
      `annotate --overwrite node pi-1 'microcloud.cloudy/managed={"labels":["room"],"taints":[]}'`,
    ]);
  });

  it('leave no note behind when there is nothing to note', () => {
    const last = planStep(step, { state: withFirst({ note: noted(['disk']) }) }, at({})).at(-1);
    assert.match(last?.kind === 'change' ? last.script.wire : '', / annotate .* pi-1 microcloud\.cloudy\/managed-$/);
  });
});
