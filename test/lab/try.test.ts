import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { labList } from '../../lab/list.ts';
import { layOut, temporary } from '../support/temporary.ts';

const exec = promisify(execFile);
const program = resolve(import.meta.dirname, '../../bin/run.js');
const name = 'test-try';
const microcloud = (...args: string[]) => exec(process.execPath, [program, ...args], { maxBuffer: 64 << 20 });

const school = `cluster: {name: school, distribution: kubeadm}
cloudy: {install: agent, serf: {join: [10.139.40.122]}}
defaults:
  ssh: {user: ada, password: {prompt: true}}
  network: {subnet: 192.168.0.0/24, gateway: 192.168.0.1}
nodes:
  - {name: head, role: control-plane, address: 192.168.0.201, staticAddress: 192.168.0.11}
  - {name: room-1, address: room-1.local}
`;

describe('microcloud lab try', () => {
  before(() => microcloud('lab', 'down', '--name', name));
  after(() => microcloud('lab', 'down', '--name', name));

  it('shows what init would do on nodes like those of the inventory, and leaves none of them', async (t) => {
    const cwd = await temporary(t);
    await layOut(cwd, [['school.yaml', school]]);
    const { stdout } = await microcloud('lab', 'try', join(cwd, 'school.yaml'), '--name', name);
    assert.match(stdout, /^\d+ changes on 2 nodes/m);
    assert.match(stdout, /^ {2}\* head: Rename the running system to head$/m);
    assert.doesNotMatch(stdout, /192\.168\.0\.|10\.139\./);
    assert.ok(!(await labList()).some((lab) => lab.name === name));
  });

  it('starts nothing for an inventory with mistakes', async (t) => {
    const cwd = await temporary(t);
    await layOut(cwd, [['school.yaml', school.replace('role: control-plane', 'role: master')]]);
    const trying = microcloud('lab', 'try', join(cwd, 'school.yaml'), '--name', name);
    await assert.rejects(trying, { code: 2, stderr: /school\.yaml:7:\d+: role master is not known/ });
    assert.ok(!(await labList()).some((lab) => lab.name === name));
  });
});
