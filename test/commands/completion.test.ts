import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { completed, shellNames } from '../support/interactive-shell.ts';
import { layOut, temporary } from '../support/temporary.ts';
import { microcloud } from './cli.ts';

const inventory = `cluster: {name: home, distribution: k3s}
nodes:
  - {name: pi-1, role: control-plane, address: 192.168.0.201}
  - {name: kitchen, address: 192.168.0.202}
  - {name: attic, address: 192.168.0.203, rol: mistake}
  - {name: gate, role: proxy}
  - {name: "$(reboot)"}
`;

/** What stands on the command line → what Tab makes of it. */
const completions = {
  sta: 'status',
  'lab d': 'lab down',
  'help lab d': 'help lab down',
  'init --dry': 'init --dry-run',
  'remove ki': 'remove kitchen',
  'remove kitchen a': 'remove kitchen attic',
  'init --only ki': 'init --only kitchen',
  'init --only=pi-1,ki': 'init --only=pi-1,kitchen',
  'status -i oth': 'status -i other.yaml',
  'status --inventory=oth': 'status --inventory=other.yaml',
  'inventory init --distribution ku': 'inventory init --distribution kubeadm',
  'doctor --explain swap.a': 'doctor --explain swap.active',
  'remove -i other.yaml shed': 'remove -i other.yaml shed-1',
} as const;

describe('microcloud completion', () => {
  for (const shell of shellNames) {
    it(`completes in ${shell} what a person types`, async (t) => {
      const cwd = await temporary(t);
      const { code, stdout } = await microcloud(['completion', shell], { cwd });
      assert.equal(code, 0);
      await layOut(cwd, [
        [`completion.${shell}`, stdout],
        ['inventory.yaml', inventory],
        ['other.yaml', inventory.replace('kitchen', 'shed-1')],
      ]);
      assert.deepEqual(await completed(shell, Object.keys(completions), cwd), Object.values(completions));
    });
  }

  it('offers what fits, and no name that a shell would run', async (t) => {
    const cwd = await temporary(t);
    await layOut(cwd, [['inventory.yaml', inventory]]);
    const offered = async (...words: string[]) =>
      (await microcloud(['complete', 'fish', '--', ...words], { cwd })).stdout;
    assert.equal(await offered('remove', 'pi-1', ''), 'kitchen\tworker\nattic\tworker\ngate\tproxy\n');
    assert.equal(await offered('remove', '-i', join(cwd, 'none.yaml'), ''), '');
    assert.equal(await offered('init', '--only', 'pi-1,a'), 'pi-1,attic\tworker\n');
    assert.equal(await offered('lab', 'up', '--flavour=boo'), '--flavour=bookworm\t\n');
    assert.match(await offered('bundle', 'create', ''), /^:path\n$/);
    assert.doesNotMatch(await offered(''), /^complete\t/m);
    assert.doesNotMatch(await offered('init', '--yes', '--'), /^--(yes|inventory-x)\t/m);
  });

  it('says which shells there are', async (t) => {
    const { code, stderr } = await microcloud(['completion', 'tcsh'], { cwd: await temporary(t) });
    assert.equal(code, 2);
    assert.match(stderr, /^Expected tcsh to be one of: bash, zsh, fish\nTry: microcloud completion --help\n$/);
  });
});
