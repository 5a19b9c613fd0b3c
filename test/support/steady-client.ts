import { execFile } from 'node:child_process';
import { get } from 'node:https';
import { promisify } from 'node:util';
import { againAndAgain } from './again-and-again.ts';

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
  let number = 0;
  const ask = async () => {
    if (await answers(address)) times.push(Date.now() / 1000);
  };
  const write = () => {
    number += 1;
    const name = `steady-${Date.now()}-${number}`;
    const options = ['--kubeconfig', kubeconfig, '--request-timeout=3s'];
    return exec('kubectl', [...options, 'create', 'configmap', name], { timeout: 10_000 }).then(
      () => written.push(name),
      () => {},
    );
  };
  const both = [againAndAgain(ask, 100), againAndAgain(write, 1000)];
  return {
    async stop() {
      await Promise.all(both.map((one) => one.stop()));
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
