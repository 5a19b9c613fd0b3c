import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Script } from '../../src/shell/sh.ts';
import { type Connection, LinkLostError, type Result } from '../../src/transport/connection.ts';

/** A node that is a container on this machine: scripts go to `sh -s` in it, as root. */
export class DockerConnection implements Connection {
  readonly node: string;
  execs = 0;
  readonly #container: string;

  constructor(container: string, node = container) {
    this.#container = container;
    this.node = node;
  }

  async run(script: Script, onLine: (line: string) => void = () => {}): Promise<Result> {
    this.execs++;
    const child = spawn('docker', ['exec', '-i', this.#container, 'sh', '-s']);
    let stdout = '';
    let stderr = '';
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      parts.forEach(onLine);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(script.wire);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    // 137: the container stopped during the command.
    if (code === null || code === 137 || /is not running|is restarting|No such exec/.test(stderr)) {
      throw new LinkLostError(stderr.trim() || 'the container went down');
    }
    return { code, stdout, stderr };
  }

  async upload(file: string, path: string): Promise<void> {
    const { status, stderr } = spawnSync('docker', ['cp', file, `${this.#container}:${path}`], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }

  forward(): Promise<never> {
    return Promise.reject(new Error('nothing goes on to a port in this test'));
  }

  async reconnect({ timeoutSeconds = 60 }: { readonly timeoutSeconds?: number } = {}): Promise<void> {
    const deadline = Date.now() + timeoutSeconds * 1000;
    // Waits for the state in which a board's sshd would answer.
    const args = ['exec', this.#container, 'systemctl', 'is-active', '--quiet', 'multi-user.target'];
    while (spawnSync('docker', args).status !== 0) {
      if (Date.now() > deadline) throw new LinkLostError('the container does not come back');
      await sleep(200);
    }
  }

  close(): void {}
}
