import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { sh } from '../../src/shell/sh.ts';
import { algorithmsFor } from '../../src/transport/algorithms.ts';
import { endpointLike } from '../support/endpoints.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';
import { type ControlMachine, controlMachine, trust } from '../support/transport.ts';

const endpoint = endpointLike({ node: 'pi-1', address: 'pi-1' });
const withWire = (more: object) => ({ ...endpoint, wire: { ...endpoint.wire, ...more } });

describe('the algorithms', () => {
  let sshd: TestSshd;
  let machine: ControlMachine;

  before(async () => {
    machine = await controlMachine();
    sshd = await startSshd({
      authorizedKeys: { root: [machine.publicKey] },
      config: ['LogLevel DEBUG1', 'Ciphers aes256-ctr,aes128-ctr', 'Compression yes'],
    });
    trust(machine, sshd);
  });
  after(async () => {
    machine.remove();
    await sshd.stop();
  });

  it('have no SHA-1', () => {
    assert.doesNotMatch(JSON.stringify(algorithmsFor(endpoint, [])), /sha1/);
  });

  it('ask for the types of host keys that are known first', () => {
    const asked = algorithmsFor(endpoint, ['ssh-rsa']).serverHostKey as readonly string[];
    assert.equal(asked[0], 'rsa-sha2-512');
    const some = withWire({
      hostKeyAlgorithms: ['ssh-ed25519-cert-v01@openssh.com', 'ssh-ed25519', 'ecdsa-sha2-nistp256'],
    });
    assert.deepEqual(algorithmsFor(some, ['ssh-rsa', 'ecdsa-sha2-nistp256']).serverHostKey, [
      'ecdsa-sha2-nistp256',
      'ssh-ed25519',
    ]);
  });

  it("are those of ssh's configuration, with compression where it says so", async () => {
    const lines = [
      'Ciphers aes256-ctr',
      'MACs umac-64@openssh.com,hmac-sha2-512',
      'KexAlgorithms ecdh-sha2-nistp256',
      'Compression yes',
    ];
    writeFileSync(`${machine.home}/.ssh/config`, `${lines.join('\n')}\n`);
    const node = await machine.connect(sshd, { user: 'root' });
    assert.equal((await node.run(sh`echo in`)).stdout, 'in\n');
    assert.match(sshd.log(), /client->server cipher: aes256-ctr MAC: hmac-sha2-512 compression: zlib@openssh\.com/);
    assert.match(sshd.log(), /kex: algorithm: ecdh-sha2-nistp256/);
  });

  it('that are all unknown here are named', async () => {
    writeFileSync(`${machine.home}/.ssh/config`, 'MACs umac-64@openssh.com\n');
    await assert.rejects(machine.connect(sshd, { user: 'root' }), {
      message:
        /the SSH handshake fails: MACs of ssh's configuration has no algorithm that is known here: umac-64@openssh\.com/,
    });
  });
});
