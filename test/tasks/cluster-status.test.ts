import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import type { ClusterState } from '../../src/facts/cluster/cluster-state.ts';
import type { NodeObject } from '../../src/facts/cluster/node-object.ts';
import { statusText } from '../../src/screen/status-text.ts';
import { readStatus, statusOf } from '../../src/tasks/cluster-status.ts';
import type { Survey } from '../../src/tasks/surveyed.ts';
import { wholeClusterAnswer } from '../support/cluster-answer.ts';
import { fakeNode } from '../support/fake-node.ts';
import { caAnswer, fakeRuns } from '../support/fake-runs.ts';
import { change, phase, problem, surveyOf, threeNodes, wait } from '../support/survey.ts';

const member = (name: string, rest: Partial<NodeObject> = {}): NodeObject => ({
  name,
  labels: {},
  taints: [],
  ready: true,
  message: 'kubelet is posting ready status',
  conditions: [],
  kubeletVersion: 'v1.35.4',
  machineId: name,
  isCordoned: false,
  internalAddress: undefined,
  podCidr: '',
  flannelAddress: '',
  managed: '',
  drained: false,
  ...rest,
});
const dns = (available: number) => ({ name: 'kube-system/coredns', available, wanted: 2, updated: available, set: '' });
const running = (nodes: readonly NodeObject[], available = 2): ClusterState => ({
  kind: 'running',
  now: 0,
  nodes,
  workloads: [dns(available)],
});
const members = ['pi-1', 'pi-2', 'pi-3'].map((name) => member(name));
const reboot = change('Reboot', { id: 'boot.reboot', about: 'cgroups', effect: { kind: 'reboot', bootId: 'x' } });
const unready = wait('x', { id: 'node.waiting', about: 'pi-3' });
const gone = new UserError('Cannot connect to pi-3 (192.168.0.203): it does not answer.', {
  hints: ['Check its power'],
});

/** A node that is not in the inventory, and a Deployment of somebody whose pods are missing. */
const withStranger = wholeClusterAnswer((items) => {
  items['Node pi-9'] = structuredClone(items['Node pi-3']);
  items['Node pi-9'].metadata.name = 'pi-9';
  delete items['Deployment default/hello'].status.availableReplicas;
});

const head = 'NODE  ROLE           ADDRESS        SYSTEM           KUBERNETES  READY  PENDING';
const cluster = 'Cluster home: Kubernetes 1.35.4 at 192.168.0.201:6443, pods in 10.244.0.0/16';
const fine = (name: string, role: string, last: number) =>
  `${name}  ${role.padEnd(13)}  192.168.0.${last}  debian 13 arm64  v1.35.4     yes    nothing`;
const three = [fine('pi-1', 'control plane', 201), fine('pi-2', 'worker', 202), fine('pi-3', 'worker', 203)];

const rows: readonly { about: string; survey: Survey; ok: boolean; text: string }[] = [
  {
    about: 'a cluster that lacks nothing',
    survey: surveyOf({ 'pi-1': { state: running(members) }, 'pi-2': {}, 'pi-3': {} }),
    ok: true,
    text: [head, ...three, '', cluster].join('\n'),
  },
  {
    about: 'when the first certificate ends, and where',
    survey: surveyOf({
      'pi-1': { state: running(members), end: '2027-11-30T08:00:00Z' },
      'pi-2': { end: '2027-09-01T08:00:00Z' },
      'pi-3': {},
    }),
    ok: true,
    text: [head, ...three, '', cluster, 'Certificates are valid until 2027-09-01, first on pi-2'].join('\n'),
  },
  {
    about: 'another version than that of the inventory',
    survey: surveyOf({
      'pi-1': { state: running([member('pi-1', { kubeletVersion: 'v1.35.3' }), ...members.slice(1)]) },
      'pi-2': {},
      'pi-3': {},
    }),
    ok: true,
    text: `${[head, ...three].join('\n').replace('v1.35.4', 'v1.35.3')}

${cluster.replace('Kubernetes 1.35.4', 'Kubernetes')}
The inventory asks for Kubernetes 1.35.4.`,
  },
  {
    about: 'fresh nodes',
    survey: surveyOf({
      'pi-1': { plan: [phase('kernel', change('a'), change('b')), phase('reboot', reboot)] },
      'pi-2': { plan: [phase('reboot', reboot)] },
      'pi-3': { plan: [phase('kernel', change('a'))] },
    }),
    ok: false,
    text: `${head}
pi-1  control plane  192.168.0.201  debian 13 arm64  -           -      3 changes and a reboot
pi-2  worker         192.168.0.202  debian 13 arm64  -           -      reboot
pi-3  worker         192.168.0.203  debian 13 arm64  -           -      1 change

${cluster}
It is not made yet.

Try: microcloud init`,
  },
  {
    about: 'a worker that is off, and one that is not Ready',
    survey: surveyOf({
      'pi-1': {
        state: running(
          [member('pi-1'), member('pi-2', { ready: false, message: 'kubelet stopped' }), member('pi-3')],
          1,
        ),
        plan: ['addons', 'settle'].map((name) =>
          phase(name, wait('pi-2 is not Ready (kubelet stopped)', { id: 'node.waiting', about: 'pi-2' })),
        ),
      },
      'pi-2': { plan: [phase('settle', change('Start kubelet.service'))] },
      'pi-3': { error: gone },
    }),
    ok: false,
    text: `${head}
pi-1  control plane  192.168.0.201  debian 13 arm64  v1.35.4     yes    waits, see below
pi-2  worker         192.168.0.202  debian 13 arm64  v1.35.4     no     1 change
pi-3  worker         192.168.0.203  -                v1.35.4     yes    not reached, see below

${cluster}
kube-system/coredns: 1 of 2 pods available

pi-1 waits: pi-2 is not Ready (kubelet stopped)

Cannot connect to pi-3 (192.168.0.203): it does not answer.
Try: Check its power

Try: microcloud init --only pi-2`,
  },
  {
    about: 'a node that is not Ready, which nobody waits for yet',
    survey: surveyOf({
      'pi-1': { state: running([member('pi-1'), member('pi-2', { ready: false, message: '' }), member('pi-3')]) },
      'pi-2': {},
      'pi-3': {},
    }),
    ok: false,
    text: `${head}
${three[0]}
pi-2  worker         192.168.0.202  debian 13 arm64  v1.35.4     no     waits, see below
${three[2]}

${cluster}

pi-2 is not Ready: it has not reported yet`,
  },
  {
    about: 'a control plane that is off: nobody can tell about the cluster',
    survey: surveyOf({ 'pi-1': { error: gone }, 'pi-2': {}, 'pi-3': {} }),
    ok: false,
    text: `${head}
pi-1  control plane  192.168.0.201  -                -           -      not reached, see below
pi-2  worker         192.168.0.202  debian 13 arm64  -           -      nothing
pi-3  worker         192.168.0.203  debian 13 arm64  -           -      nothing

${cluster}
No control plane could be asked.

Cannot connect to pi-3 (192.168.0.203): it does not answer.
Try: Check its power`,
  },
  {
    about: 'an API that is silent, and a node that needs a person',
    survey: surveyOf({
      'pi-1': { state: { kind: 'silent', reason: 'connection refused' } },
      'pi-2': { plan: [phase('preflight', problem('it is an ARMv6 board', 'Use a Pi 2 or later.'))] },
      'pi-3': {},
    }),
    ok: false,
    text: `${head}
pi-1  control plane  192.168.0.201  debian 13 arm64  -           -      nothing
pi-2  worker         192.168.0.202  debian 13 arm64  -           -      needs you, see below
pi-3  worker         192.168.0.203  debian 13 arm64  -           -      nothing

${cluster}
Its API does not answer: connection refused

pi-2: it is an ARMv6 board
Try: Use a Pi 2 or later.`,
  },
  {
    about: 'a node that the inventory does not have',
    survey: surveyOf({ 'pi-1': { state: running([...members, member('pi-9')]) }, 'pi-2': {}, 'pi-3': {} }),
    ok: false,
    text: `${head}
${three.join('\n')}
pi-9  -              -              -                v1.35.4     yes    not in the inventory

${cluster}`,
  },
];

describe('the status', () => {
  for (const { about, survey, ok, text } of rows) {
    it(`shows ${about}`, () => {
      const status = statusOf(threeNodes, survey);
      assert.equal(statusText(status, 'inventory.yaml'), text);
      assert.equal(status.ok, ok);
      const widest = Math.max(
        ...statusText(status, 'inventory.yaml')
          .split('\n')
          .map((line) => line.length),
      );
      assert.ok(widest <= 100, `${widest} columns`);
    });
  }

  it('says once why many nodes were not reached', () => {
    const status = statusOf(threeNodes, surveyOf({ 'pi-1': {}, 'pi-2': {}, 'pi-3': { error: gone } }));
    const [silent] = status.nodes.slice(2);
    assert.ok(silent?.unreachable);
    const { message, hints } = silent.unreachable;
    const nodes = ['pi-3', 'pi-4', 'pi-5', 'pi-6', 'pi-7'].map((name) => ({
      ...{ ...silent, name },
      unreachable: { hints, message: message.replaceAll('pi-3', name) },
    }));
    const text = statusText({ ...status, nodes }, 'inventory.yaml');
    assert.equal(text.match(/Cannot connect/g)?.length, 1);
    assert.match(text, /^The same on pi-4, pi-5, pi-6, pi-7\.$/m);
  });

  it('says what to type for another inventory', () => {
    const survey = surveyOf({ 'pi-1': {}, 'pi-2': { plan: [phase('reboot', reboot)] }, 'pi-3': {} });
    assert.match(
      statusText(statusOf(threeNodes, survey), 'field.yaml'),
      /\nTry: microcloud init --only pi-2 -i field\.yaml$/,
    );
  });

  it('takes the word of another control plane when the first is off', () => {
    const nodes = threeNodes.nodes.map((node) => ({ ...node, role: 'control-plane' as const }));
    const survey = surveyOf({ 'pi-1': { error: gone }, 'pi-2': { state: running(members) }, 'pi-3': {} }, { nodes });
    const status = statusOf({ ...threeNodes, nodes }, survey);
    assert.equal(status.cluster.state, 'running');
    assert.deepEqual(
      status.nodes.map(({ ready }) => ready),
      [true, true, true],
    );
  });

  it('shows which control plane has the address that they share', () => {
    const shared = { ...threeNodes, cluster: { ...threeNodes.cluster, sharedAddress: '192.168.0.200' } };
    const said = (holds: string) =>
      statusText(statusOf(shared, surveyOf({ 'pi-1': {}, 'pi-2': { state: running(members), holds } })), 'x.yaml');
    assert.match(said('192.168.0.200'), /^Cluster home: .* at 192\.168\.0\.200:6443 \(pi-2 has it\), pods in/m);
    assert.match(said('192.168.0.202'), / at 192\.168\.0\.200:6443 \(no node that was reached has it\), pods/);
  });

  it('expects of a proxy that it is there, and no node of Kubernetes', () => {
    const nodes = threeNodes.nodes.map((node) => (node.name === 'pi-3' ? { ...node, role: 'proxy' as const } : node));
    const behind = { ...threeNodes, nodes, cluster: { ...threeNodes.cluster, sharedAddress: '192.168.0.200' } };
    const found = { 'pi-1': { state: running(members.slice(0, 2)) }, 'pi-2': {}, 'pi-3': { holds: '192.168.0.200' } };
    const status = statusOf(behind, surveyOf(found, behind));
    assert.ok(status.ok);
    const text = statusText(status, 'inventory.yaml');
    assert.match(text, /^pi-3 {2}proxy {10}192\.168\.0\.203 {2}debian 13 arm64 {2}- {11}- {6}nothing$/m);
    assert.match(text, / \(pi-3 has it\)/);
  });

  /** A run over nodes that answer so; a question without an answer of theirs has an empty one. */
  const runOf = (answer: (question: string, name: string) => string | undefined) => {
    const answering = (name: string) => (question: string) =>
      answer(question, name) ?? (question.includes('machine-id') ? name : '');
    const made = (name: string) => fakeNode({ answer: answering(name) });
    return fakeRuns(threeNodes, made, () => undefined).runOf(threeNodes.nodes.map(({ name }) => name));
  };

  it('asks for what nobody knows here, too', async () => {
    const asked = runOf((question, name) => {
      if (!question.includes('get nodes,deployments')) return undefined;
      return name === 'pi-1' ? withStranger : 'none\n';
    });
    const { nodes, lacking } = await readStatus(asked);
    assert.deepEqual(
      nodes.map(({ name, ready }) => [name, ready]),
      ['pi-1', 'pi-2', 'pi-3', 'pi-9'].map((name) => [name, true]),
    );
    assert.deepEqual(lacking, [{ name: 'default/hello', available: 0, wanted: 2 }]);
  });

  it('says of a node of another cluster that a person must decide', async () => {
    const asked = runOf((question, name) => {
      if (question.includes('stat -Lc')) return caAnswer(name === 'pi-3' ? 'theirs' : 'ours');
      return question.includes('kubeadm-running') ? 'done' : undefined;
    });
    const text = statusText(await readStatus(asked), 'inventory.yaml');
    assert.match(text, /^pi-3 .* needs you, see below$/m);
    assert.match(
      text,
      /^pi-3: It belongs to another cluster than pi-1\.\nTry: Take it out there first: microcloud remove, with/m,
    );
  });

  it('says once why a node is not Ready, whatever the words of the one that waits for it', () => {
    const state = running([member('pi-1'), member('pi-2'), member('pi-3', { ready: false, message: 'no network' })]);
    const survey = surveyOf({ 'pi-1': { state, plan: [phase('settle', unready)] }, 'pi-2': {}, 'pi-3': {} });
    const text = statusText(statusOf(threeNodes, survey), 'inventory.yaml');
    assert.match(text, /^pi-1 waits: x$/m);
    assert.doesNotMatch(text, /pi-3 is not Ready/);
  });

  it('says as JSON what is pending, which programs know by its id and not by its words', () => {
    const survey = surveyOf({
      'pi-1': { state: running(members) },
      'pi-2': { plan: [phase('reboot', reboot), phase('settle', unready, { ...unready, summary: 'y' })] },
    });
    const [, second] = JSON.parse(JSON.stringify(statusOf(threeNodes, survey))).nodes;
    assert.deepEqual(second, {
      name: 'pi-2',
      role: 'worker',
      address: '192.168.0.202',
      kubernetes: 'v1.35.4',
      ready: true,
      system: 'debian 13',
      architecture: 'arm64',
      changes: [{ id: 'boot.reboot', about: 'cgroups', summary: 'Reboot' }],
      reboot: true,
      problems: [],
      waits: [{ id: 'node.waiting', about: 'pi-3', summary: 'x' }],
    });
  });
});
