import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aptSetup } from '../lab/apt-sources.ts';
import { nodeImage } from '../lab/image.ts';
import { aptAddresses, isolate } from '../lab/isolation.ts';
import { planLab } from '../lab/lab-plan.ts';
import { run, succeeds } from '../lab/run-program.ts';

const image = 'microcloud-bench-node';
const entry = join(import.meta.dirname, '../lab/nodes/entry');

/**
 * Makes an image of the lab's trixie node for a plain Docker network: the node keeps the address and the DNS server
 * that Docker gives it.
 */
export async function baselineImage(publicKey: string): Promise<string> {
  const base = await nodeImage('trixie', (text) => console.log(text));
  const folder = await mkdtemp(join(tmpdir(), 'microcloud-bench-'));
  const text = await readFile(entry, 'utf8');
  const plain = text.replace(
    /^# Docker gave eth0[\s\S]*?(?=^# systemd 256)/m,
    'echo "nameserver $DNS" >/etc/resolv.conf\n',
  );
  if (plain === text) throw new Error(`${entry} is not what the benchmark knows`);
  await writeFile(join(folder, 'entry'), plain, { mode: 0o755 });
  await writeFile(
    join(folder, 'Dockerfile'),
    `FROM ${base}
COPY entry /lab/entry
ENV LAB_MAC=b8:27:eb:00:00:00 LAB_KEY="${publicKey.trim()}"
RUN systemctl mask NetworkManager.service && echo 'LogLevel VERBOSE' >/etc/ssh/sshd_config.d/bench.conf
`,
  );
  await run('docker', ['build', '--quiet', '--tag', image, folder]);
  await rm(folder, { recursive: true });
  return image;
}

/** Makes the network of these nodes. Like a lab's, it cannot reach private networks. */
export async function baselineNetwork(): Promise<string> {
  const plan = { ...planLab('bench-baseline', 0), bridge: 'mcbench' };
  const options = ['--subnet', plan.subnet, '--opt', `com.docker.network.bridge.name=${plan.bridge}`];
  if (!(await succeeds('docker', ['network', 'inspect', plan.network])))
    await run('docker', ['network', 'create', ...options, plan.network]);
  await isolate(plan, [await resolver(), ...(await aptAddresses(await aptSetup('trixie')))]);
  return plan.network;
}

async function resolver(): Promise<string> {
  return /^nameserver +(\S+)/m.exec(await readFile('/etc/resolv.conf', 'utf8'))?.[1] ?? '127.0.0.1';
}
