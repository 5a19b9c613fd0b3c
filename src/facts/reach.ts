import type { Batch, Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';

const seconds = 3;

// All at once, as what is blocked would cost its time one after another; and by one bash, as each costs a Pi some.
const ports: Batch = {
  id: 'ports',
  script: (items) => sh`command -v bash >/dev/null || exit 1
timeout ${seconds} bash -c 'for item; do ( : <"/dev/tcp/\${item/ //}" && echo "$item" ) 2>/dev/null & done; wait' ports ${items} || [ $? -eq 124 ]`,
  split: (stdout) => linesOf(stdout),
};

/** Whether a TCP port answers from this node. */
export function portFact(host: string, port: number): Fact<boolean> {
  const item = `${host} ${port}`;
  return { id: `port ${item}`, ask: { batch: ports, item }, slow: true, parse: (stdout) => stdout !== '' };
}

function linesOf(stdout: string): ReadonlyMap<string, string> {
  return new Map(
    stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => [line, line]),
  );
}
