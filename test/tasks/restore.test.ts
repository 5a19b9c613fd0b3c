import assert from 'node:assert/strict';
import { before, describe, it, type TestContext } from 'node:test';
import type { Copy } from '../../src/backup/copy.ts';
import { readCopy } from '../../src/backup/read-copy.ts';
import { UserError } from '../../src/errors.ts';
import { restoreCluster } from '../../src/tasks/restore.ts';
import { packCopy, partsOfCopy } from '../support/copies.ts';
import { freshPi } from '../support/scratch/fresh-pi.ts';
import { kubernetesPrograms } from '../support/scratch/programs.ts';
import { needsScratch } from '../support/scratch/scratch-node.ts';
import { scratchRun } from '../support/scratch/scratch-run.ts';

const ca = 'the certificate of home\n';
const member = { '/etc/kubernetes/kubelet.conf': 'kind: Config\n' };
const options = { noReboot: false, isDryRun: false };
const nobody = () => assert.fail('nobody is asked');

describe('making a cluster from a copy', needsScratch, () => {
  let copy: Copy;
  before(async () => {
    copy = await readCopy(await packCopy({ ...partsOfCopy(), 'pki/ca.crt': ca }));
  });

  /** Nodes of which these are in a cluster with this certificate. */
  async function setUp(t: TestContext, members: Readonly<Record<string, string>>, off: readonly string[] = []) {
    const scratch = await scratchRun(
      t,
      (name, address) => {
        const world = freshPi(name, address);
        const admin = name === 'pi-1' ? { '/etc/kubernetes/admin.conf': 'kind: Config\n' } : {};
        const own =
          members[name] === undefined ? {} : { ...member, ...admin, '/etc/kubernetes/pki/ca.crt': members[name] };
        return {
          ...world,
          files: { ...world.files, ...own },
          programs: { ...world.programs, ...kubernetesPrograms, kubectl: 'exit 1' },
        };
      },
      { off },
    );
    const files = () => [...scratch.nodes.values()].map((node) => node.files());
    return { ...scratch, files, before: files() };
  }

  it('plans what init plans, but for the data and the keys, and changes nothing before the yes', async (t) => {
    const { run, files, before, open } = await setUp(t, { 'pi-2': ca });
    const { survey, outcomes } = await restoreCluster(run, copy, {
      ...options,
      mayReplace: async () => false,
      proceed: async () => false,
    });
    const planned = survey.reached.flatMap(({ node, plan }) =>
      plan
        .filter(({ phase }) => phase === 'create' || phase === 'join')
        .flatMap(({ changes }) => changes.map(({ summary }) => `${node.name}: ${summary}`)),
    );
    assert.deepEqual(planned, [
      'pi-1: Bring the copy of the cluster that pi-1 made at 2026-11-29 09:45 UTC',
      'pi-1: Create the cluster "home" from that copy, with Kubernetes 1.35.4',
      'pi-3: Join the cluster "home" as a worker',
    ]);
    assert.deepEqual([outcomes, files(), [...open]], [[], before, []]);
  });

  const refusals: Readonly<Record<string, readonly [Readonly<Record<string, string>>, readonly string[], RegExp]>> = {
    'over the data of another': [{ 'pi-1': ca }, [], /^pi-1: pi-1 still has the data of the cluster/],
    'beside a node of another one': [
      { 'pi-3': 'another' },
      [],
      /^pi-1: pi-3 belongs to another cluster than the copy's\.$/,
    ],
    'without the control plane that makes it': [{ 'pi-2': ca }, ['pi-1'], /^pi-1 does not answer\.$/],
  };
  for (const [title, [members, off, says]] of Object.entries(refusals)) {
    it(`is refused ${title}, and nothing is changed`, async (t) => {
      const { run, files, before, open } = await setUp(t, members, off);
      const refused = restoreCluster(run, copy, { ...options, mayReplace: async () => false, proceed: nobody });
      await assert.rejects(refused, (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, says);
        return true;
      });
      assert.deepEqual([files(), [...open]], [before, []]);
    });
  }

  it('shows in a dry run what stands in the way', async (t) => {
    const { run } = await setUp(t, { 'pi-1': ca });
    const { survey } = await restoreCluster(run, copy, {
      noReboot: false,
      isDryRun: true,
      mayReplace: async () => false,
      proceed: async () => false,
    });
    assert.equal(survey.reached[0]?.obstacle?.id, 'restore.in_the_way');
  });

  it('lets nodes leave first where somebody says so', async (t) => {
    const { run } = await setUp(t, { 'pi-1': ca, 'pi-2': ca });
    const { survey } = await restoreCluster(run, copy, {
      ...options,
      mayReplace: async ({ strangers }) => strangers.length === 1,
      proceed: async () => false,
    });
    const rows = survey.reached.map(({ node, plan }) => {
      const phases = plan.filter(({ changes }) => changes.length > 0).map(({ phase }) => phase);
      return `${node.name}: ${phases.filter((phase) => /erase|create|join/.test(phase)).join(', ')}`;
    });
    assert.deepEqual(rows, ['pi-1: erase, create', 'pi-2: ', 'pi-3: join']);
  });

  it('asks nobody where the copy is of another cluster', async (t) => {
    const { run, nodes } = await setUp(t, {});
    const other = { ...copy, cluster: 'school' };
    const refused = restoreCluster(run, other, { ...options, mayReplace: nobody, proceed: nobody });
    await assert.rejects(refused, /cluster\.name is home in the inventory, and school in the copy/);
    assert.deepEqual(
      [...nodes.values()].map(({ execs }) => execs),
      [0, 0, 0],
    );
  });
});
