import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { labDown } from '../../lab/down.ts';
import { labDirectory } from '../../lab/state.ts';
import { labUp, type RunningLab } from '../../lab/up.ts';
import type { InventoryFile } from '../../src/inventory/schema.ts';
import type { InitJson } from '../../src/screen/outcome-json.ts';

const exec = promisify(execFile);
const program = resolve(import.meta.dirname, '../../bin/run.js');

/** Starts a fresh lab of trixie nodes. An earlier lab of that name is removed first. */
export async function freshLab(
  name: string,
  nodes = 3,
  options: { readonly bundle?: string } = {},
): Promise<RunningLab> {
  await labDown({ name });
  // Files of tests with an earlier lab of that name: trusted host keys, logs, kubeconfigs.
  await rm(labDirectory(name), { recursive: true, force: true });
  return labUp({ name, nodes, flavour: 'trixie', ...options, onProgress: () => {} });
}

/** Returns the same lab with another inventory, in a copy of the file. */
export async function withInventory(
  lab: RunningLab,
  name: string,
  change: (file: InventoryFile) => InventoryFile,
): Promise<RunningLab> {
  const inventory = join(lab.directory, `${name}.yaml`);
  await writeFile(inventory, stringify(change(parse(await readFile(lab.inventory, 'utf8')))));
  return { ...lab, inventory };
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of microcloud that can be watched and killed. */
export interface Running {
  readonly ended: Promise<Ended>;
  kill(): void;
}

/** Starts the built program for a lab, as users do, with its own home directory. */
export function start(
  lab: RunningLab,
  args: readonly string[],
  onEvent: (event: RunEvent) => void = () => {},
): Running {
  const home = join(lab.directory, 'home');
  // The first line of the program names Node by PATH: this Node comes first there.
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
  const child = spawn(program, [...args, '--inventory', lab.inventory], {
    env: { ...process.env, PATH, HOME: home, XDG_STATE_HOME: join(home, 'state'), SSH_AUTH_SOCK: '', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<Ended>((settle, fail) => {
    const text = { stdout: '', stderr: '', line: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text.stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      text.stderr += chunk;
      const lines = (text.line + chunk).split('\n');
      text.line = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('{')) onEvent(JSON.parse(line));
    });
    child.on('error', fail).on('close', (code) => settle({ code, stdout: text.stdout, stderr: text.stderr }));
  });
  return { ended, kill: () => child.kill('SIGKILL') };
}

/** The fields of an event of `--json-events` that tests look at. */
export interface RunEvent {
  readonly kind: string;
  readonly node: string;
  readonly phase?: string;
  readonly message?: string;
  readonly direction?: string;
  readonly bytes?: number;
  readonly total?: number;
}

/** Runs `init --yes` (or another verb) to its end. */
export function microcloud(lab: RunningLab, args: readonly string[]): Promise<Ended> {
  return start(lab, args).ended;
}

/** Runs `init --yes --json`. Throws when it fails. */
export async function init(lab: RunningLab, ...args: readonly string[]): Promise<InitJson> {
  const { code, stdout, stderr } = await microcloud(lab, [
    'init',
    '--yes',
    '--json',
    '--accept-new-host-keys',
    ...args,
  ]);
  if (code !== 0) throw new Error(`init ends with ${code}:\n${stderr}\n${stdout}`);
  return JSON.parse(stdout);
}

/** Runs a script as root inside a node's container, and not over SSH like the program. */
export async function inside(lab: RunningLab, node: string, script: string): Promise<string> {
  const container = `microcloud-lab-${lab.name}-${node}`;
  const { stdout } = await exec('docker', ['exec', container, 'sh', '-c', script], { maxBuffer: 1 << 28 });
  return stdout;
}

export function kubectl(lab: RunningLab, ...args: readonly string[]): Promise<string> {
  return inside(lab, 'pi-1', `KUBECONFIG=/etc/kubernetes/admin.conf kubectl ${args.join(' ')}`);
}

/**
 * Lists what a run could have changed: every file of the configuration with its time, and when each service started.
 */
export async function traces(lab: RunningLab, node: string): Promise<string> {
  return inside(
    lab,
    node,
    `find /etc /boot /usr/local /var/lib/microcloud /opt /root -xdev -type f -printf '%p %T@ %m %u\\n' | grep -v -e /etc/kubernetes/tmp -e /root/.kube/cache -e /etc/cni/net.d | sort
systemctl show -p Id,ExecMainStartTimestampMonotonic --type=service '*' | grep -B1 -A1 -E '^Id=(containerd|docker|kubelet|k3s|k3s-agent|ssh|NetworkManager)\\.service'`,
  );
}

/** Makes sshd log each session, for {@link execsOf}. */
export async function logSessions(lab: RunningLab, node: string): Promise<void> {
  await inside(lab, node, "echo 'LogLevel VERBOSE' >/etc/ssh/sshd_config.d/test.conf; systemctl reload ssh");
}

/** Counts the exec channels of the last connection, in sshd's log. */
export async function execsOf(lab: RunningLab, node: string): Promise<number> {
  const journal = await inside(lab, node, 'journalctl -q -o cat -t sshd -t sshd-session -n 400');
  const last = journal.slice(journal.lastIndexOf('Accepted '));
  return last.split('\n').filter((line) => /Starting session: command/.test(line)).length;
}

/** Checks that `init` with nothing to do takes one exec a node, changes no file and restarts no service. */
export async function nothingToDo(lab: RunningLab, nodes: readonly string[]): Promise<void> {
  for (const node of nodes) await logSessions(lab, node);
  const before = await Promise.all(nodes.map((node) => traces(lab, node)));
  const { code, stderr } = await microcloud(lab, ['init', '--yes']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /; nothing to do\.$/m);
  assert.deepEqual(await Promise.all(nodes.map((node) => traces(lab, node))), before);
  const execs = await Promise.all(nodes.map((node) => execsOf(lab, node)));
  // On a failure the output says what it waited for.
  assert.ok(
    execs.every((count) => count === 1),
    `${execs.join(', ')} execs:\n${stderr}`,
  );
}

/** Asks again until `holds` is true. Throws after so many tries, with the last error as its cause. */
export async function until(holds: () => Promise<boolean>, seconds = 120): Promise<void> {
  for (let tries = 0; ; tries++) {
    const held = await holds().catch((error: Error) => error);
    if (held === true) return;
    if (tries >= seconds) throw new Error(`it did not come true in ${seconds} tries`, { cause: held });
    await new Promise((next) => setTimeout(next, 1000));
  }
}
