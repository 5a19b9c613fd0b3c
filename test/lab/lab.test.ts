import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { filesOf, passwordIn } from '../../lab/state.ts';
import type { RunningLab } from '../../lab/up.ts';
import { loadInventory } from '../../src/inventory/load.ts';
import { flavoursToTest } from '../support/lab.ts';

const exec = promisify(execFile);
const flavours = flavoursToTest();
const boots = '/proc/sys/kernel/random/boot_id';

describe('a lab', () => {
  for (const flavour of flavours) describe(`of ${flavour} nodes`, () => tries(flavour));
});

function tries(flavour: string): void {
  const name = `test-${flavour}`;
  let lab: RunningLab;

  before(async () => {
    await microcloud('down', '--name', name);
    lab = await up();
  });
  after(() => microcloud('down', '--name', name));

  it('gives every node the address that DHCP reserves for it', async () => {
    const leases = readFileSync(join(lab.directory, 'dnsmasq.leases'), 'utf8').trim().split('\n');
    const leased = leases.map((line) => line.split(' ')).map(([, mac = '', address]) => [mac.slice(0, 8), address]);
    assert.deepEqual(
      leased.sort(),
      lab.nodes.map(({ address }) => ['b8:27:eb', address]),
    );
    for (const { name: node, address } of lab.nodes) assert.match(await on(node, 'ip -br -4 address'), RegExp(address));
  });

  it('starts nodes that are whole, fresh and no twins', async () => {
    const answers = await Promise.all(
      lab.nodes.map(({ name: node }) => on(node, 'systemctl is-system-running --wait; hostname; cat /etc/machine-id')),
    );
    const rows = answers.map((answer) => answer.split('\n'));
    for (const [state, hostname] of rows) assert.deepEqual([state, hostname], ['running', 'raspberrypi']);
    assert.equal(new Set(rows.map(([, , machineId]) => machineId)).size, lab.nodes.length);
  });

  it('lets pi in with the password of this lab, and with no other', async () => {
    const password = await passwordIn(filesOf(lab.directory));
    // Not sudo: of older systems it asks for no password.
    const login = (text: string) => on('pi-1', `echo ${text} | su pi -c 'id -un' 2>/dev/null || echo no`);
    assert.deepEqual([await login('raspberry'), await login(password)], ['no', 'pi']);
    assert.equal(await on('pi-1', `id -un; echo ${password} | sudo -S -p '' id -un`), 'pi\nroot');
  });

  it('shows the device tree of a Pi', async () => {
    assert.match(await on('pi-1', "tr -d '\\0' </sys/firmware/devicetree/base/model"), /^Raspberry Pi 4 /);
    assert.match(await on('pi-1', 'cat /proc/cmdline'), / cgroup_disable=memory .* console=serial0,115200 .* rootwait/);
  });

  it('reaches package mirrors, and nothing in private networks', async () => {
    const password = await passwordIn(filesOf(lab.directory));
    const update = `echo ${password} | sudo -S -p '' apt-get -q update 2>&1`;
    assert.match(await on('pi-1', update), /Reading package lists/);
    assert.equal(await on('pi-1', 'curl --max-time 5 --silent http://10.96.0.1; echo $?'), '7');
  });

  it('restarts a node as a board does: another boot, the new command line, the same files', async () => {
    const firmware = '$(ls /boot/firmware/cmdline.txt 2>/dev/null || echo /boot/cmdline.txt)';
    const change = `sed -i "s/$/ cgroup_enable=memory/" ${firmware}; touch /etc/kept; systemctl reboot`;
    const first = await on('pi-1', `cat ${boots}`);
    const password = await passwordIn(filesOf(lab.directory));
    await on('pi-1', `echo ${password} | sudo -S -p '' sh -c '${change}'`).catch(() => undefined);
    while ((await on('pi-1', `cat ${boots}`).catch(() => first)) === first) await setTimeout(100);
    assert.match(await on('pi-1', 'cat /proc/cmdline; ls /etc/kept'), / cgroup_enable=memory\n\/etc\/kept$/);
    assert.match(await on('pi-1', 'ip -br -4 address show eth0'), RegExp(lab.nodes[0]!.address));
  });

  it('writes an inventory without mistakes', async () => {
    const { nodes } = await loadInventory(lab.inventory, { env: {} });
    assert.deepEqual(
      nodes.map(({ sshAddress }) => sshAddress),
      lab.nodes.map(({ address }) => address),
    );
  });

  it('finds a lab that is up already', async () => {
    assert.deepEqual(await up(), lab);
    const listed = (await microcloud('list')) as { name: string; nodes: { state: string }[] }[];
    const states = listed.find((one) => one.name === name)?.nodes.map(({ state }) => state);
    assert.deepEqual(states, ['running', 'running']);
  });

  it('leaves nothing when it goes', async () => {
    const bridge = (await exec('docker', ['network', 'inspect', '-f', '{{json .Options}}', `microcloud-lab-${name}`]))
      .stdout;
    const mounts = '{{range .Mounts}}{{.Name}} {{end}}';
    const inspected = await exec('docker', ['inspect', '-f', mounts, `microcloud-lab-${name}-pi-1`]);
    const volumes = inspected.stdout.trim().split(' ');
    assert.equal(volumes.length, 4);
    assert.deepEqual(await microcloud('down', '--name', name), { name, removed: ['pi-1', 'pi-2'] });
    for (const volume of volumes) await assert.rejects(exec('docker', ['volume', 'inspect', volume]));
    for (const list of [
      ['ps', '-aq'],
      ['network', 'ls', '-q'],
    ]) {
      assert.equal((await exec('docker', [...list, '--filter', `label=microcloud.lab=${name}`])).stdout, '');
    }
    assert.doesNotMatch((await exec('iptables', ['-S'])).stdout, RegExp(`microcloud-lab-${name}\\b`));
    assert.doesNotMatch((await exec('ps', ['-eo', 'args'])).stdout, RegExp(`dnsmasq.*${lab.directory}/`));
    assert.ok(bridge.includes('mclab') && !existsSync(lab.directory));
    const known = readFileSync(join(homedir(), '.ssh', 'known_hosts'), 'utf8');
    for (const { address } of lab.nodes) assert.ok(!known.includes(`${address},`));
    assert.deepEqual(await microcloud('down', '--name', name), { name, removed: [] });
  });

  async function up(): Promise<RunningLab> {
    return (await microcloud('up', '--name', name, '--nodes', '2', '--flavour', flavour)) as RunningLab;
  }

  async function on(node: string, command: string): Promise<string> {
    const args = ['bin/run.js', 'lab', 'ssh', '--name', name, node, '--', command];
    return (await exec(process.execPath, args, { cwd: root })).stdout.trim();
  }
}

const root = join(import.meta.dirname, '../..');

async function microcloud(...args: string[]): Promise<unknown> {
  const { stdout } = await exec(process.execPath, ['bin/run.js', 'lab', ...args, '--json'], { cwd: root });
  return JSON.parse(stdout);
}
