import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { collect } from '../../src/tasks/support.ts';
import { freshPi } from '../support/scratch/fresh-pi.ts';
import { kubernetesPrograms } from '../support/scratch/programs.ts';
import { needsScratch } from '../support/scratch/scratch-node.ts';
import { scratchRun } from '../support/scratch/scratch-run.ts';
import { temporary } from '../support/temporary.ts';

/** Nothing waits for a daemon that is not there. */
const withoutDaemons = (name: string, address: string) => {
  const world = freshPi(name, address);
  return { ...world, programs: { ...world.programs, ...kubernetesPrograms } };
};

describe('what support packs', needsScratch, () => {
  it('is what the nodes say, the plan and the inventory, without secrets, and names who does not answer', async (t) => {
    const directory = await temporary(t);
    const [path, log, output] = ['inventory.yaml', 'run.log', 'support.tar.gz'].map((name) =>
      join(directory, name),
    ) as [string, string, string];
    writeFileSync(path, 'cluster: {name: home}\n');
    writeFileSync(log, 'kubeadm join --token abcdef.0123456789abcdef 192.168.0.201:6443\n');
    const { run, open } = await scratchRun(t, withoutDaemons, { off: ['pi-3'], path });
    const packed = await collect(run, {
      since: '-1h',
      hideAddresses: true,
      output,
      log,
      version: 'microcloud/0.0.0\n',
      describe: {
        findings: ({ reached }) => ({ 'findings.txt': `${reached} nodes\n` }),
        plan: ({ reached }) => ({ 'plan.txt': reached.map(({ node }) => `${node.name}\n`).join('') }),
      },
    });
    assert.deepEqual(packed.unreached, ['pi-3']);
    assert.equal(statSync(output).mode & 0o777, 0o600);
    const tar = (...args: readonly string[]) => execFileSync('tar', [...args], { encoding: 'utf8' });
    const names = tar('-tzf', output)
      .trim()
      .split('\n')
      .map((name) => name.replace('microcloud-support/', ''));
    for (const name of ['README.txt', 'findings.txt', 'plan.txt', 'version.txt', 'inventory.yaml', 'last-run.log'])
      assert.ok(names.includes(name), `${name} is missing in ${names}`);
    const nodes = names.filter((name) => name.startsWith('nodes/')).map((name) => name.split('/')[1]);
    assert.deepEqual([...new Set(nodes)], ['pi-1', 'pi-2']);
    const text = (name: string) => tar('-xzOf', output, `microcloud-support/${name}`);
    assert.deepEqual([text('findings.txt'), text('plan.txt')], ['2 nodes\n', 'pi-1\npi-2\n']);
    assert.doesNotMatch(text('last-run.log'), /0123456789abcdef|192\.168\.0\.201/);
    assert.match(text('last-run.log'), /^kubeadm join --token /);
    assert.deepEqual([...open], []);
  });
});
