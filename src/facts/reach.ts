import type { Batch } from '../engine/batch.ts';
import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { commandFact, linesIn, slow } from './command.ts';

const seconds = 3;

// All ports are tried at once: each blocked one would cost 3 seconds. And by one bash: each start of a bash costs a Pi
// time.
const ports: Batch = {
  id: 'ports',
  script: (items) => sh`command -v bash >/dev/null || exit 1
timeout ${seconds} bash -c 'for item; do ( : <"/dev/tcp/\${item/ //}" && echo "$item" ) 2>/dev/null & done; wait' ports ${items} || [ $? -eq 124 ]`,
  split: (stdout) => linesOf(stdout),
};

/** Asks whether this node reaches a TCP port of a host. */
export function portFact(host: string, port: number): Fact<boolean> {
  const item = `${host} ${port}`;
  return { id: `port ${item}`, ask: { batch: ports, item }, slow: true, parse: (stdout) => stdout !== '' };
}

/** Pod networks of other nodes that this node has a route to, and whether they answer: "10.244.1.0 yes". */
export const podNetworks: Fact<ReadonlyMap<string, boolean>> = slow(
  commandFact(
    'ways to pods',
    sh`command -v ping >/dev/null || exit 1
once() { ping -q -n -c 1 -W "$1" "$2" >/dev/null 2>&1; }
ip -4 route show dev flannel.1 2>/dev/null | sed -n 's/^\([0-9.]*\)\/[0-9]* via .*/\1/p' | {
  while read -r network; do
    ( if once 1 "$network" || once 2 "$network"; then echo "$network yes"; else echo "$network no"; fi ) &
  done
  wait
}`,
    (stdout) => new Map(linesIn(stdout).map((line) => [line.split(' ')[0] ?? '', line.endsWith(' yes')])),
  ),
);

function linesOf(stdout: string): ReadonlyMap<string, string> {
  return new Map(linesIn(stdout).map((line) => [line, line]));
}
