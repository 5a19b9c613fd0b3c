import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasSwap, withoutSwap } from '../../../src/steps/kernel/swap.ts';
import { fixture } from '../../support/fixture.ts';

const fstab = fixture('pi-4-raspios-trixie/fstab');

describe('/etc/fstab', () => {
  it('stays as it is without swap', () => {
    assert.equal(withoutSwap(fstab), fstab);
    assert.equal(hasSwap(fstab), false);
  });

  const rows = ['/swapfile none swap sw 0 0', 'UUID=x\tnone\tswap\tdefaults,pri=10\t0\t0', '  LABEL=s swap swap sw'];
  for (const line of rows) {
    it(`keeps ${JSON.stringify(line)} as a comment`, () => {
      const after = withoutSwap(`${fstab}${line}\n`);
      assert.equal(after, `${fstab}# no swap (microcloud): ${line}\n`);
      assert.equal(withoutSwap(after), after);
      assert.equal(hasSwap(after), false);
    });
  }

  for (const line of [
    '# /swapfile none swap sw 0 0',
    '#/swapfile none swap sw 0 0',
    '/dev/sda1 /swap ext4 defaults 0 2',
  ]) {
    it(`leaves ${JSON.stringify(line)} alone`, () => assert.equal(withoutSwap(`${line}\n`), `${line}\n`));
  }
});
