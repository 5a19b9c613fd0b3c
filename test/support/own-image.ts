import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { filesOf, loginUser } from '../../lab/state.ts';
import type { RunningLab } from '../../lab/up.ts';
import { versions } from '../../scripts/from-source/built-versions.ts';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { distributions } from '../../src/distributions/table.ts';
import { inside } from './cluster.ts';
import { imageProgram } from './image-program.ts';
import { until } from './until.ts';

const exec = promisify(execFile);
const image = 'localhost:5442/hello:1';

/**
 * Builds an image that no registry has, and pushes it to the cluster's own registry: with the commands of
 * docs/without-internet.md, on this machine, which is not in the cluster.
 */
export async function pushOwnImage(lab: RunningLab, address: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'microcloud-image-'));
  const { key } = filesOf(lab.directory);
  const trust = [
    '-o',
    'StrictHostKeyChecking=no',
    '-o',
    'UserKnownHostsFile=/dev/null',
    '-o',
    'ExitOnForwardFailure=yes',
  ];
  const login = ['-F', 'none', '-i', key, ...trust, `${loginUser}@${address}`];
  const tunnel = spawn('ssh', ['-N', '-L', '5442:127.0.0.1:5442', ...login], { stdio: 'ignore' });
  try {
    const program = await imageProgram(
      `ghcr.io/microcloud-cloudy/hello:${versions.hello}`,
      '/hello',
      join(directory, 'all'),
    );
    await mkdir(dirname(join(directory, 'hello')), { recursive: true });
    await copyFile(program, join(directory, 'hello'));
    await rm(join(directory, 'all'), { recursive: true });
    await writeFile(join(directory, 'Dockerfile'), 'FROM scratch\nCOPY hello /hello\nENTRYPOINT ["/hello"]\n');
    await exec('docker', ['build', '--tag', image, '.'], { cwd: directory });
    await until(() => exec('docker', ['push', image]), 30, 500);
  } finally {
    await exec('docker', ['image', 'rm', image]).catch(() => {});
    await rm(directory, { recursive: true });
    tunnel.kill();
    await once(tunnel, 'exit');
  }
}

interface Asking {
  readonly path: string;
  readonly method?: string;
  /** A node of the lab. */
  readonly as?: string;
  readonly of?: Distribution;
}

/** Sends a request from this machine to the cluster's registry, perhaps with the certificate of a node. */
export async function askRegistry(
  lab: RunningLab,
  address: string,
  { path, method = 'GET', as, of = distributions.kubeadm }: Asking,
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const file = (node: string, name: string) => inside(lab, node, `cat ${name}`);
  const own = as === undefined ? {} : { cert: await file(as, of.nodeCertificate), key: await file(as, of.nodeKey) };
  const ca = await file('pi-1', of.clusterCa);
  const options = { host: address, port: 5443, path, method, agent: false, ca, timeout: 5000 } as const;
  const request = https.request({ ...options, ...own }).end();
  const [response] = await once(request, 'response');
  return { status: response.statusCode, body: await text(response) };
}
