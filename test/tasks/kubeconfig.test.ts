import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { parse } from 'yaml';
import { UserError } from '../../src/errors.ts';
import { takeKubeconfig } from '../../src/tasks/kubeconfig.ts';
import { freshPi } from '../support/scratch/fresh-pi.ts';
import { kubernetesPrograms } from '../support/scratch/programs.ts';
import { needsScratch } from '../support/scratch/scratch-node.ts';
import { scratchRun } from '../support/scratch/scratch-run.ts';
import { temporary } from '../support/temporary.ts';

const admin = `apiVersion: v1
kind: Config
clusters: [{name: kubernetes, cluster: {certificate-authority-data: Q0E=, server: "https://10.0.0.1:6443"}}]
users: [{name: kubernetes-admin, user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}}]
`;
const nothing = { print: false, force: false, use: false };

/** A run in whose cluster pi-1 has this as the administrator's kubeconfig. */
function runWith(t: TestContext, text: string | undefined, off: readonly string[] = []) {
  return scratchRun(
    t,
    (name, address) => {
      const { files, ...world } = freshPi(name, address);
      const own = text !== undefined && name === 'pi-1' ? { '/etc/kubernetes/admin.conf': text } : {};
      return { ...world, files: { ...files, ...own }, programs: { ...world.programs, ...kubernetesPrograms } };
    },
    { off },
  );
}

describe("the administrator's kubeconfig", needsScratch, () => {
  it('is printed with the address of the inventory, and asks the leader alone', async (t) => {
    const { run, nodes, open } = await runWith(t, admin);
    const { context, server, file, kubeconfig } = await takeKubeconfig(run, {}, { ...nothing, print: true });
    assert.deepEqual([context, server, file], ['home', 'https://192.168.0.201:6443', undefined]);
    assert.equal(parse(kubeconfig ?? '').users[0].user['client-key-data'], 'S0VZ');
    assert.deepEqual(
      [...nodes.values()].map(({ execs }) => execs),
      [1, 0, 0],
    );
    assert.deepEqual([...open], []);
  });

  it('is written for its owner alone, and not printed', async (t) => {
    const { run } = await runWith(t, admin);
    const output = join(await temporary(t), 'config');
    const result = await takeKubeconfig(run, {}, { ...nothing, output });
    assert.deepEqual([result.file, result.kubeconfig], [output, undefined]);
    assert.equal(statSync(output).mode & 0o777, 0o600);
    assert.equal(parse(readFileSync(output, 'utf8')).contexts[0].name, 'home');
  });

  const refusals: readonly (readonly [
    title: string,
    text: string | undefined,
    off: readonly string[],
    says: string,
  ])[] = [
    ['before there is a cluster', undefined, [], 'pi-1 has no cluster yet.'],
    ['while no control plane answers', admin, ['pi-1'], 'pi-1 does not answer.'],
    [
      'where somebody has garbled it',
      'hunter2',
      [],
      '/etc/kubernetes/admin.conf of the leader is not as it was made: it is no kubeconfig with certificates.',
    ],
  ];
  for (const [title, text, off, message] of refusals) {
    it(`is not to be had ${title}, and no connection stays open`, async (t) => {
      const { run, open } = await runWith(t, text, off);
      await assert.rejects(takeKubeconfig(run, {}, { ...nothing, print: true }), (error) => {
        assert.ok(error instanceof UserError);
        assert.equal(error.message, message);
        return true;
      });
      assert.deepEqual([...open], []);
    });
  }
});
