import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { it } from 'node:test';
import { makeKey, startSshd } from '../support/sshd.ts';
import { temporary } from '../support/temporary.ts';

const program = resolve(import.meta.dirname, '../support/forgetful-command.ts');

// Without the end of the run the open connection keeps the process alive: then the limit of this test ends it.
it('a run ends by itself when a task has left a connection open', {
  timeout: 60_000,
}, async (t) => {
  const cwd = await temporary(t);
  const key = join(cwd, 'id_ed25519');
  const sshd = await startSshd({ authorizedKeys: { root: [makeKey(key)] } });
  t.after(() => sshd.stop());
  const inventory = join(cwd, 'inventory.yaml');
  const ssh = `{user: root, port: ${sshd.port}, identityFile: ${key}}`;
  await writeFile(
    inventory,
    `cluster: {name: home, distribution: kubeadm}\nnodes: [{name: pi-1, role: control-plane, address: 127.0.0.1, ssh: ${ssh}}]\n`,
  );
  const env = { ...process.env, HOME: cwd, XDG_STATE_HOME: join(cwd, 'state'), SSH_AUTH_SOCK: '', NO_COLOR: '1' };
  const args = [program, '-i', inventory, '--accept-new-host-keys'];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  const [code] = await once(child, 'close');
  assert.equal(code, 0, said);
  assert.match(said, /^done$/m);
  assert.match(sshd.log(), /Accepted publickey for root/);
});
