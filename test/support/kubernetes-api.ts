import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { versions } from '../../scripts/from-source/built-versions.ts';
import { imageProgram } from './image-program.ts';
import { loopbackAddress } from './loopback.ts';
import { until } from './until.ts';

interface Programs {
  readonly etcd: string;
  readonly etcdctl: string;
  readonly server: string;
}

/** The person who asks, with a group. */
interface Identity {
  readonly user: string;
  readonly group: string;
}

const exec = promisify(execFile);
const probe = { metadata: { generateName: 'probe-' }, spec: { ports: [{ port: 80 }] } };
const administrator = 'administrator-of-the-test';

/** A real Kubernetes API with its database, and nothing else: no nodes, no controllers. Up in a few seconds. */
export class KubernetesApi {
  readonly url: string;
  readonly caFile: string;
  readonly #directory: string;
  readonly #address = loopbackAddress();
  readonly #programs: Programs;
  #etcd: ChildProcess | undefined;
  #server: ChildProcess | undefined;

  private constructor(directory: string, programs: Programs) {
    this.#directory = directory;
    this.#programs = programs;
    this.url = `https://${this.#address}:6443`;
    this.caFile = join(directory, 'certificates', 'apiserver.crt');
  }

  static async start(directory: string): Promise<KubernetesApi> {
    await mkdir(directory, { recursive: true });
    const { etcd, kubernetes } = versions;
    const api = new KubernetesApi(directory, {
      etcd: await imageProgram(`registry.k8s.io/etcd:${etcd}`, '/usr/local/bin/etcd', directory),
      etcdctl: await imageProgram(`registry.k8s.io/etcd:${etcd}`, '/usr/local/bin/etcdctl', directory),
      server: await imageProgram(
        `registry.k8s.io/kube-apiserver:${kubernetes}`,
        '/usr/local/bin/kube-apiserver',
        directory,
      ),
    });
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await writeFile(join(directory, 'accounts.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }));
    await writeFile(join(directory, 'tokens.csv'), `${administrator},administrator,1,"system:masters"\n`);
    await api.startEtcd();
    await api.startServer();
    return api;
  }

  async startEtcd(): Promise<void> {
    const [client, peer] = [2379, 2380].map((port) => `http://${this.#address}:${port}`);
    this.#etcd = this.#spawn(this.#programs.etcd, [
      ...['--name=etcd', `--data-dir=${join(this.#directory, 'etcd')}`, '--unsafe-no-fsync'],
      ...[`--listen-client-urls=${client}`, `--advertise-client-urls=${client}`],
      ...[`--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`, `--initial-cluster=etcd=${peer}`],
    ]);
  }

  async startServer(): Promise<void> {
    const key = join(this.#directory, 'accounts.key');
    this.#server = this.#spawn(this.#programs.server, [
      ...[`--etcd-servers=http://${this.#address}:2379`, `--bind-address=${this.#address}`, '--secure-port=6443'],
      ...[`--advertise-address=10.1.2.3`, `--cert-dir=${join(this.#directory, 'certificates')}`],
      ...['--service-account-issuer=https://test', `--service-account-signing-key-file=${key}`],
      ...[`--service-account-key-file=${key}`, '--service-cluster-ip-range=10.96.0.0/12'],
      ...['--authorization-mode=RBAC', `--token-auth-file=${join(this.#directory, 'tokens.csv')}`],
    ]);
    // The API answers even before it knows which addresses are free for Services: wait until it is ready.
    await until(() => this.call('GET', '/readyz'), 60);
    await until(() => this.call('POST', '/api/v1/namespaces/default/services?dryRun=All', probe), 60);
  }

  async stopServer(): Promise<void> {
    await end(this.#server);
  }

  /** Compacts the database: older versions of objects are forgotten. */
  async compact(): Promise<void> {
    const client = `--endpoints=http://${this.#address}:2379`;
    const { stdout } = await exec(this.#programs.etcdctl, [client, 'endpoint', 'status', '--write-out=json']);
    const [{ Status: status }] = JSON.parse(stdout);
    await exec(this.#programs.etcdctl, [client, 'compact', String(status.header.revision)]);
  }

  async stop(): Promise<void> {
    await end(this.#server);
    await end(this.#etcd);
  }

  /** Sends a request as the administrator, or as this person. @throws Error with the API's message */
  async call(method: string, path: string, body?: unknown, as?: Identity): Promise<unknown> {
    const ca = await readFile(this.caFile);
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const played = as ? { 'impersonate-user': as.user, 'impersonate-group': as.group } : {};
    const headers = { authorization: `Bearer ${administrator}`, 'content-type': type, ...played };
    const sent = request(new URL(path, this.url), { method, headers, ca, agent: false });
    sent.end(body && JSON.stringify(body));
    const [response] = await once(sent, 'response');
    const answer = await text(response);
    if (response.statusCode < 300) return answer.startsWith('{') ? JSON.parse(answer) : answer;
    throw new Error(`${method} ${path}: ${answer}`);
  }

  /** Writes a kubeconfig of the administrator. */
  async writeAccess(file: string): Promise<void> {
    const cluster = { server: this.url, 'certificate-authority': this.caFile };
    const access = {
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'test' },
      clusters: [{ name: 'test', cluster }],
      users: [{ name: 'test', user: { token: administrator } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    };
    await writeFile(file, JSON.stringify(access), { mode: 0o600 });
  }

  #spawn(program: string, options: readonly string[]): ChildProcess {
    return spawn(program, options, { stdio: 'ignore' });
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
