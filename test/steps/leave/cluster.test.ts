import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import etcd from '../../../src/steps/leave/depart/etcd-departure.ts';
import { majorityLost } from '../../../src/steps/leave/depart/etcd-majority.ts';
import servers3 from '../../../src/steps/leave/depart/k3s-departure.ts';
import drain from '../../../src/steps/leave/drain/drain-leavers.ts';
import forget from '../../../src/steps/leave/forget/forget-node.ts';
import { readyOf, silentAnswer, wholeClusterAnswer } from '../../support/cluster-answer.ts';
import { makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { kubernetesPrograms } from '../../support/scratch/programs.ts';

const running = wholeClusterAnswer();
const silent = silentAnswer('The connection was refused');
type Changes = NonNullable<Parameters<typeof makeScope>[0]>;
const leaving = (names: readonly string[], changes: Changes = {}, runs = true) => {
  const scope = makeScope({ at: 'pi-1', ...changes });
  return { ...scope, leaving: scope.nodes.filter(({ name }) => names.includes(name)).map((node) => ({ node, runs })) };
};
const drained = (closed: boolean, { running: is = 'inactive', said = '', pods = '' } = {}) =>
  `== closed\nNode${closed ? 'true' : ''}\n== running\n${is}\n== said\n${said}\n== pods\n${pods}`;
const twoPods =
  'default\tpage-1\tReplicaSet\t\ndefault\tbare\t\t\nkube-system\tkube-proxy-x\tDaemonSet\t\nkube-system\tetcd-pi-2\tNode\tab12\n';
const refusal =
  'error when evicting pods/"page-1" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.';

describe('draining', () => {
  itPlans(
    drain,
    { state: running, 'pi-2': drained(false, { pods: twoPods }) },
    {
      'moves pods that can move, and says which are lost': {
        scope: leaving(['pi-2']),
        finds: ['change: Drain pi-2: 2 pods move; nothing starts default/bare elsewhere'],
      },
      'keeps new pods away where there are none': {
        when: { 'pi-2': drained(false) },
        scope: leaving(['pi-2']),
        finds: ['change: Drain pi-2: none of its pods must move'],
      },
      'waits, with the reason that Kubernetes gives': {
        when: { 'pi-2': drained(true, { running: 'active', said: refusal, pods: twoPods }) },
        scope: leaving(['pi-2']),
        finds: [
          "wait: 2 pods of pi-2 must end: default/page-1, default/bare (Cannot evict pod as it would violate the pod's disruption budget.)",
        ],
      },
      'waits for its own end where no pod is left': {
        when: { 'pi-2': drained(false, { running: 'active' }) },
        scope: leaving(['pi-2']),
        finds: ['wait: pi-2 is being drained'],
      },
      'begins again when it was given up': {
        when: { 'pi-2': drained(true, { said: refusal, pods: 'default\tpage-1\tReplicaSet\t\n' }) },
        scope: leaving(['pi-2']),
        finds: ['change: Drain pi-2: 1 pod moves'],
      },
      'is over': { when: { 'pi-2': drained(true) }, scope: leaving(['pi-2']), finds: [] },
      'is nothing for a node where Kubernetes does not run: nothing would tell that pods ended': {
        scope: leaving(['pi-2'], {}, false),
        finds: [],
      },
      'is nothing for a node that the cluster does not know': {
        when: { 'pi-2': '' },
        scope: leaving(['pi-2']),
        finds: [],
      },
      'waits for the API': {
        when: { state: silent, 'pi-2': '' },
        scope: leaving(['pi-2']),
        finds: ['wait: the Kubernetes API does not answer yet (The connection was refused) [cluster.silent]'],
      },
      'is the same with k3s': {
        scope: leaving(['pi-2'], { cluster: { distribution: 'k3s' } }),
        finds: ['change: Drain pi-2: 2 pods move; nothing starts default/bare elsewhere'],
      },
    },
    { once: 'the cluster knows', node: { programs: kubernetesPrograms } },
  );
});

const three = { all: { role: 'control-plane' } } as const;
const members =
  'a1, started, pi-1, https://x:2380, https://x:2379, false\nb2, started, pi-2, https://y:2380, https://y:2379, false\nc3, started, pi-3, https://z:2380, https://z:2379, false\n';
const without = (name: string) =>
  wholeClusterAnswer((items) => {
    readyOf(items, name).status = 'Unknown';
  });

describe('leaving etcd', () => {
  itPlans(
    etcd,
    { state: running, members },
    {
      'is what control planes do': { scope: leaving(['pi-3'], three), finds: ['change: Take pi-3 out of etcd'] },
      'begins with those that do not run': {
        when: { state: without('pi-3') },
        scope: leaving(['pi-2', 'pi-3'], three),
        finds: ['change: Take pi-3 out of etcd', 'change: Take pi-2 out of etcd'],
      },
      'is refused where the others would lose the majority': {
        when: { state: without('pi-3') },
        scope: leaving(['pi-2'], three),
        finds: ['problem: Without pi-2 etcd would lose its majority: pi-3 does not run.'],
      },
      'is over': { when: { members: members.replace(/c3.*\n/, '') }, scope: leaving(['pi-3'], three), finds: [] },
      'is nothing for workers': { when: { members: '' }, scope: leaving(['pi-3']), finds: [] },
      'is not guessed': {
        when: { members: 'silent\n' },
        scope: leaving(['pi-3'], three),
        finds: ['problem: etcd does not tell who its members are.'],
      },
    },
    { once: 'the cluster knows', node: { programs: kubernetesPrograms } },
  );

  describe('of k3s', () => {
    const cluster = { distribution: 'k3s' } as const;
    const servers = wholeClusterAnswer((items) => {
      for (const name of ['pi-1', 'pi-2', 'pi-3'])
        items[`Node ${name}`].metadata.labels['node-role.kubernetes.io/etcd'] = 'true';
    });
    itPlans(
      servers3,
      { state: servers, departed: 'pi-1 {}\npi-2 {}\npi-3 \n' },
      {
        'is what servers do': {
          node: { programs: { k3s: 'case $* in *removed-node-name*) echo pi-3 ;; esac' } },
          scope: leaving(['pi-3'], { ...three, cluster }),
          finds: ['change: Take pi-3 out of etcd'],
        },
        'is over where k3s says so': {
          when: { departed: 'pi-1 {}\npi-2 {}\npi-3 {"etcd.k3s.cattle.io/removed-node-name":"pi-3-0123abcd"}\n' },
          scope: leaving(['pi-3'], { ...three, cluster }),
          finds: [],
        },
        'is nothing with sqlite, and for workers': {
          when: { state: running, departed: '' },
          scope: leaving(['pi-3'], { cluster }),
          finds: [],
        },
        'is nothing without a cluster': {
          when: { state: 'none\n', departed: '' },
          scope: leaving(['pi-3'], { ...three, cluster }),
          finds: [],
        },
      },
      { once: 'the cluster knows', node: { programs: kubernetesPrograms } },
    );
  });

  const rows: readonly (readonly [string, string, string, string | undefined])[] = [
    ['123', '123', '3', undefined],
    ['123', '123', '32', undefined],
    ['123', '12', '3', undefined],
    ['123', '12', '32', undefined],
    ['123', '12', '2', '2'],
    ['123', '1', '3', '3'],
    ['12', '12', '2', undefined],
    ['12345', '1234', '4', undefined],
    ['12345', '123', '3', '3'],
  ];
  for (const [all, run, going, lost] of rows) {
    it(`of ${going} from ${all}, of which ${run} run, ${lost ? `is too much with ${lost}` : 'leaves a majority'}`, () => {
      assert.equal(majorityLost([...all], [...run], [...going]), lost);
    });
  }
});

describe('forgetting a node', () => {
  itPlans(
    forget,
    { state: running },
    {
      'deletes its Node object': { scope: leaving(['pi-2']), finds: ['change: Delete the Node object of pi-2'] },
      'is over': {
        when: { state: wholeClusterAnswer((items) => delete items['Node pi-2']) },
        scope: leaving(['pi-2']),
        finds: [],
      },
      'is nothing without a cluster': { when: { state: 'none\n' }, scope: leaving(['pi-2']), finds: [] },
    },
    { once: 'the cluster knows', node: { programs: kubernetesPrograms } },
  );

  it('also deletes its password with k3s, or a machine of that name would be refused', () => {
    const [finding] = planStep(forget, { state: running }, leaving(['pi-2'], { cluster: { distribution: 'k3s' } }));
    assert.match(finding?.kind === 'change' ? finding.script.wire : '', /delete secret .*pi-2\.node-password\.k3s/);
  });
});
