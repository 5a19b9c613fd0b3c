import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasCapability, readMachine } from '../../lab/host-machine.ts';
import { isDebian } from '../../lab/packages.ts';

describe('hasCapability', () => {
  const sysResource = 24n;
  const rows = {
    'CapBnd:\t000001ffffffffff': true,
    'CapBnd:\t000001fffeffffff': false,
    'CapEff:\t000001ffffffffff\nCapBnd:\t0000000000000000': false,
    '': false,
  };
  for (const [status, has] of Object.entries(rows)) {
    it(`says ${has} of ${JSON.stringify(status)}`, () => assert.equal(hasCapability(status, sysResource), has));
  }
});

describe('readMachine', () => {
  it('reads this one', async () => {
    const { cgroupVersion } = await readMachine();
    assert.ok(cgroupVersion === 1 || cgroupVersion === 2);
  });
});

describe('isDebian', () => {
  const rows = {
    'PRETTY_NAME="x"\nID=debian\n': true,
    'ID=raspbian\nID_LIKE=debian\n': true,
    'ID=linuxmint\nID_LIKE="ubuntu debian"\n': true,
    'ID=fedora\nHOME_URL="https://debian.example/"\n': false,
    'VERSION_ID=debian': false,
    '': false,
  };
  for (const [text, is] of Object.entries(rows)) {
    it(`says ${is} of ${JSON.stringify(text)}`, () => assert.equal(isDebian(text), is));
  }
});
