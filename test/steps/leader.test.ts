import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding, Scope, Step } from '../../src/engine/model.ts';
import applicationsPage from '../../src/steps/cloudy/applications-page.ts';
import pagesJoin from '../../src/steps/cloudy/pages-serf.ts';
import publisher from '../../src/steps/cloudy/publisher-service.ts';
import serf from '../../src/steps/cloudy/serf-agent.ts';
import apiName from '../../src/steps/entrance/api-name.ts';
import sharedAddress from '../../src/steps/entrance/shared-address.ts';
import hosts from '../../src/steps/identity/hosts.ts';
import approvalTimer from '../../src/steps/kubernetes/approval-timer.ts';
import copyTimer from '../../src/steps/kubernetes/copy-timer.ts';
import k3sConfig from '../../src/steps/kubernetes/k3s-config.ts';
import { following, loadRun } from '../../src/steps/phases.ts';
import proxyHosts from '../../src/steps/settle/proxy-hosts.ts';
import nfsMount from '../../src/steps/volumes/nfs-mount.ts';
import nfsServer from '../../src/steps/volumes/nfs-server.ts';
import { k3sScope, linksWith } from '../support/k3s.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../support/plan.ts';

const missing = unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' });
const links = linksWith('192.168.0.203');
const member = fileAnswer('server: https://192.168.0.201:6443\n', { mode: '600' });

interface Row {
  readonly step: Step;
  readonly answers: Readonly<Record<string, string>>;
  readonly of?: typeof makeScope;
  readonly cluster?: Partial<Scope['cluster']>;
}

/** Steps that know of other nodes, and their answers on a node that leads in neither case. */
const rows: Readonly<Record<string, Row>> = {
  'names of all nodes': { step: hosts, answers: { hosts: fileAnswer('127.0.0.1\tlocalhost\n') } },
  Serf: {
    step: serf,
    answers: {
      machineId: '0123456789abcdef0123456789abcdef',
      links,
      config: '',
      unitFile: '',
      initScript: '',
      program: '',
      unit: missing,
      joinService: '',
      joinTimer: '',
      timer: missing,
    },
  },
  "Cloudy's pages": { step: pagesJoin, answers: { config: '' } },
  "the cluster's applications": {
    step: applicationsPage,
    answers: { links, programs: '', config: '', wrapper: '', page: '', menu: '', spanish: '', catalan: '' },
  },
  'the publisher': {
    step: publisher,
    answers: {
      links,
      users: '',
      programs: '',
      record: '',
      config: '',
      tokenScript: '',
      tokenUnitFile: '',
      tokenUnit: missing,
      unitFile: '',
      unit: missing,
    },
  },
  'the shared address': {
    step: sharedAddress,
    answers: { links, configuration: '', loaded: '', check: '', handOver: '', unitFile: '', unit: missing },
    cluster: { sharedAddress: '192.168.0.200' },
  },
  'the name of the API': {
    step: apiName,
    answers: { hosts: '', called: '' },
    cluster: { sharedAddress: '192.168.0.200' },
  },
  'certificates of kubelets': {
    step: approvalTimer,
    answers: { script: '', serviceFile: '', timerFile: '', service: missing, timer: missing },
    cluster: { addons: { metrics: true } },
  },
  'the folder for all nodes': {
    step: nfsMount,
    answers: { mountFile: '', automountFile: '', mount: missing, automount: missing },
    cluster: { addons: { nfs: { node: 'pi-2' } } },
  },
  'the folder for all nodes that it keeps': {
    step: nfsServer,
    answers: { exportsFile: '', settingsFile: '', unit: missing, given: 'folder \n' },
    cluster: { addons: { nfs: { node: 'pi-3' } } },
  },
  'copies of the cluster': {
    step: copyTimer,
    answers: { script: '', serviceFile: '', timerFile: '', service: missing, timer: missing },
    cluster: { backup: { every: 'day', keep: 2, path: '/mnt/usb/copies' } },
  },
  "kube-proxy's /etc/hosts": {
    step: proxyHosts,
    answers: { hosts: fileAnswer('192.168.0.200\tapi.home.internal\n'), proxyLine: 'runs\n' },
  },
  'k3s, which has joined by the first server': {
    step: k3sConfig,
    answers: { file: member, links, others: '', datastore: 'etcd\n', state: 'done\n' },
    of: k3sScope,
  },
};

/** The cluster of three control planes as pi-3 sees it while another one leads. */
function led({ of = makeScope, cluster = {} }: Row, by: string, spread: boolean): Scope {
  const publish = { namespaces: { include: ['*'], exclude: ['kube-*'] }, spread };
  const scope = of({ at: 'pi-3', all: { role: 'control-plane' }, cloudy: { publish }, cluster });
  return { ...scope, leader: scope.nodes.find(({ name }) => name === by)! };
}

const said = (finding: Finding) => [finding.summary, finding.kind === 'change' ? finding.after : ''];

describe('what a node is told', () => {
  for (const [title, row] of Object.entries(rows)) {
    for (const spread of [true, false]) {
      it(`about ${title} is the same whichever control plane leads${spread ? '' : ', also where one node publishes'}`, () => {
        const [one, two] = ['pi-1', 'pi-2'].map((by) =>
          planStep(row.step, row.answers, led(row, by, spread)).map(said),
        );
        if (spread) assert.notEqual(one?.length, 0);
        assert.deepEqual(one, two);
      });
    }
  }

  // Proxies know nothing of leaders.
  it('is looked at here for every step of a node itself that follows which nodes there are', async () => {
    const steps = following(await loadRun(), ['nodes']).flatMap((phase) => phase.steps);
    const own = steps
      .filter(({ on = 'members' }) => ['members', 'machines', 'others'].includes(on))
      .map(({ title }) => title);
    const here = Object.values(rows).map(({ step }) => step.title);
    assert.deepEqual(
      own.filter((title) => !here.includes(title)),
      [],
    );
    assert.notEqual(own.length, 0);
  });
});
