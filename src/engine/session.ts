import type { Connection } from '../transport/connection.ts';
import type { Clock } from './clock.ts';
import type { Emit } from './events.ts';
import type { Fact, Scope } from './model.ts';

/** One node during one run. */
export interface Session {
  readonly connection: Connection;
  readonly scope: Scope;
  /** All facts of all phases: each round brings them fresh. */
  readonly facts: readonly Fact<unknown>[];
  readonly emit: Emit;
  /** Who runs this, for the node's lock: 'ana@laptop'. */
  readonly holder: string;
  /** The clock by which waits count seconds. */
  readonly clock: Clock;
  /** The connection to another node of the same run, when there is one. */
  readonly peer?: (node: string) => Connection | undefined;
}

/** Returns the session with more in its scope. */
export function withScope(session: Session, more: Partial<Scope>): Session {
  return { ...session, scope: { ...session.scope, ...more } };
}
