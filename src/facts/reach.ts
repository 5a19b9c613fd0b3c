import type { Batch, Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';

const seconds = 3;

// All at once: what is blocked would cost its time one after another.
const ports: Batch = {
  id: 'ports',
  script: (items) => sh`command -v bash >/dev/null || exit 1
for item in ${items}; do
  ( timeout ${seconds} bash -c ': </dev/tcp/$0/$1' "\${item% *}" "\${item#* }" 2>/dev/null && echo "$item" ) &
done
wait`,
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
