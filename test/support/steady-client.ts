import { execFile } from 'node:child_process';
import { get } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** The result of using the cluster all the time. */
export interface Seen {
  /** The longest time between two answers, in seconds. */
  readonly longestGap: number;
  readonly answers: number;
  /** Names of ConfigMaps whose writing was acknowledged. */
  readonly written: readonly string[];
}

/**
 * Uses the cluster from this machine until `stop`: ten requests a second to an address, each with its own connection,
 * and one ConfigMap a second, written by kubectl with this kubeconfig.
 */
export function startClient(kubeconfig: string, address: string): { stop(): Promise<Seen> } {
  const times: number[] = [];
  const written: string[] = [];
  let isOver = false;
  const asking = async () => {
    while (!isOver) {
      if (await answers(address)) times.push(Date.now() / 1000);
      await sleep(100);
    }
  };
  const writing = async () => {
    for (let number = 1; !isOver; number++) {
      const name = `steady-${Date.now()}-${number}`;
      const options = ['--kubeconfig', kubeconfig, '--request-timeout=3s'];
      await exec('kubectl', [...options, 'create', 'configmap', name], { timeout: 10_000 }).then(
        () => written.push(name),
        () => {},
      );
      await sleep(1000);
    }
  };
  const both = Promise.all([asking(), writing()]);
  return {
    async stop() {
      isOver = true;
      await both;
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
      return { longestGap: Math.max(...gaps), answers: times.length, written };
    },
  };
}

function answers(host: string): Promise<boolean> {
  return new Promise((settle) => {
    const options = { host, port: 6443, path: '/readyz', agent: false, rejectUnauthorized: false, timeout: 1000 };
    const request = get(options, (response) => {
      response.resume();
      settle(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy()).on('error', () => settle(false));
  });
}
