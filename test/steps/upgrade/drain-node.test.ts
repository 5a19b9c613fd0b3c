import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { distributions } from '../../../src/distributions/table.ts';
import { drain, uncordon } from '../../../src/steps/upgrade/drain-node.ts';
import { needsScratch, scratchNode } from '../../support/scratch/scratch-node.ts';

/** A kubectl that knows these nodes, each "NAME=UNSCHEDULABLE TAINTS", and whose drain says and ends so. */
const kubectl = (nodes: readonly string[], said = '', code = 0) => `case $* in
  *'get nodes'*) printf '%s\\n' ${nodes.map((line) => `'${line}'`).join(' ')}; exit ;;
esac
mkdir -p /run/fake
echo "$1" >>/run/fake/kubectl
[ "$1" != drain ] || { printf '${said}'; exit ${code}; }`;

interface Row {
  readonly nodes: readonly string[];
  /** Which of kubectl's verbs are used; default: annotate and drain. */
  readonly does?: readonly string[];
}

const rows: Readonly<Record<string, Row>> = {
  'move from a worker to another one': { nodes: ['pi-1= NoSchedule', 'pi-2= ', 'pi-3= '] },
  'move from a worker to a control plane that takes pods': { nodes: ['pi-1= ', 'pi-2= '] },
  'move to a control plane that would rather have none': { nodes: ['pi-1= PreferNoSchedule', 'pi-2= '] },
  'stay on the only worker, also where control planes are beside it': {
    nodes: ['pi-1= NoSchedule', 'pi-2= ', 'pi-3= NoSchedule NoSchedule'],
    does: [],
  },
  'stay where the other worker is cordoned or does not answer': {
    nodes: ['pi-1= NoSchedule', 'pi-2= ', 'pi-3=true NoSchedule', 'pi-4= NoSchedule NoExecute'],
    does: [],
  },
  'stay on the only node': { nodes: ['pi-2= '], does: [] },
  'move from a control plane that takes none': { nodes: ['pi-1= ', 'pi-2= NoSchedule'] },
  'move from a node that a person has cordoned, and that stays cordoned': {
    nodes: ['pi-1= ', 'pi-2=true NoSchedule'],
    does: ['drain'],
  },
};

describe('pods of a node that gets another version', needsScratch, () => {
  for (const [title, { nodes, does = ['annotate', 'drain'] }] of Object.entries(rows)) {
    it(title, async (t) => {
      const node = await scratchNode(t, {
        files: { '/run/microcloud/lock': '' },
        programs: { kubectl: kubectl(nodes) },
      });
      const { code, stderr } = await node.run(drain(distributions.kubeadm, 'pi-2'));
      assert.equal(code, 0, stderr);
      assert.deepEqual((node.file('/run/fake/kubectl') ?? '').split('\n').filter(Boolean), does);
    });
  }

  it('are reported once, when one of them does not move', async (t) => {
    const said = 'evicting pod page\\nit would violate the budget\\n'.repeat(60);
    const program = kubectl(['pi-1= ', 'pi-2= '], said, 1);
    const node = await scratchNode(t, { files: { '/run/microcloud/lock': '' }, programs: { kubectl: program } });
    const { code, stdout } = await node.run(drain(distributions.kubeadm, 'pi-2'));
    assert.equal(code, 1);
    assert.equal(stdout.slice(stdout.indexOf('evicting')), 'evicting pod page\nit would violate the budget\n');
    assert.equal(node.file('/run/microcloud/drain-said'), undefined);
  });

  it('come again, also where the API is away for a moment', async (t) => {
    const program = `mkdir -p /run/fake
echo "$1" >>/run/fake/kubectl
case $1 in get) [ -e /run/fake/once ] || { : >/run/fake/once; exit 1; }; echo true ;; esac`;
    const node = await scratchNode(t, { files: { '/run/microcloud/lock': '' }, programs: { kubectl: program } });
    const { code, stderr } = await node.run(uncordon(distributions.kubeadm, 'pi-2'));
    assert.equal(code, 0, stderr);
    assert.equal(node.file('/run/fake/kubectl'), 'get\nget\nuncordon\nannotate\n');
  });
});
