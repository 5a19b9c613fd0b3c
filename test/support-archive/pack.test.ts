import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { packArchive } from '../../src/support-archive/pack.ts';
import { temporary } from '../support/temporary.ts';

const texts = { 'plan.txt': 'pi-2 at 192.168.0.202\n', 'inventory.yaml': 'DB_PASSWORD=tomato\n' };

describe('an archive for helpers', () => {
  for (const hideAddresses of [false, true]) {
    it(`has no secrets${hideAddresses ? ' and no addresses' : ''}, and says what is in it`, async (t) => {
      const output = join(await temporary(t), 'support.tar.gz');
      const packed = await packArchive(texts, { hideAddresses, output });
      const read = (path: string) =>
        execFileSync('tar', ['-xzOf', output, `microcloud-support/${path}`], { encoding: 'utf8' });
      assert.deepEqual(
        packed.files.map(({ path, bytes }) => [path, bytes]),
        ['README.txt', 'plan.txt', 'inventory.yaml'].map((path) => [path, read(path).length]),
      );
      assert.equal(packed.bytes, statSync(output).size);
      assert.doesNotMatch(read('inventory.yaml'), /tomato/);
      assert.equal(read('plan.txt').includes('192.168.0.202'), !hideAddresses);
      assert.equal(/Taken out: .*, addresses\./.test(read('README.txt')), hideAddresses);
      assert.match(read('README.txt'), new RegExp(`^ *${read('plan.txt').length}  plan\\.txt$`, 'm'));
    });
  }

  it('is for its owner only', async (t) => {
    const output = join(await temporary(t), 'support.tar.gz');
    await packArchive(texts, { hideAddresses: false, output });
    assert.equal(statSync(output).mode & 0o777, 0o600);
  });

  it('is written over nothing, and through no link of somebody else', async (t) => {
    const directory = await temporary(t);
    const [victim, output] = [join(directory, 'victim'), join(directory, 'support.tar.gz')];
    writeFileSync(victim, 'mine');
    symlinkSync(victim, output);
    await assert.rejects(packArchive({ 'a.txt': 'a' }, { hideAddresses: false, output }), /is there already/);
    assert.equal(readFileSync(victim, 'utf8'), 'mine');
  });
});
