import type { Fact } from '../engine/model.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** A program that listens on a TCP port of the node itself: ports of pods are elsewhere. */
export interface Listener {
  readonly port: number;
  /** As its process is called: "nginx"; "unknown" where no process has the port. */
  readonly program: string;
}

/** Asks which programs listen on these ports, on whichever address of the node. */
export function listenersOn(ports: readonly number[]): Fact<readonly Listener[]> {
  const filter = ports.map((port) => `sport = :${port}`).join(' or ');
  return commandFact(
    `listeners on ${ports.join(', ')}`,
    // To name programs ss looks at all processes: it is asked only where there is something to name.
    sh`[ -z "$(ss -Hltn ${filter})" ] || ss -Hltnp ${filter}`,
    listenersIn,
  );
}

/** Reads what `ss -Hltnp` prints. A program that listens on several addresses is there once. */
export function listenersIn(stdout: string): readonly Listener[] {
  const all = stdout.split('\n').flatMap((line) => {
    const port = /:(\d+)\s/.exec(line)?.[1];
    return port === undefined ? [] : [{ port: Number(port), program: /\(\("([^"]+)"/.exec(line)?.[1] ?? 'unknown' }];
  });
  return [...new Map(all.map((one) => [`${one.port} ${one.program}`, one])).values()];
}
