import type { Scope } from '../../src/engine/model.ts';
import { now } from './cluster-answer.ts';

/** An object by the names of its table's columns. */
export type Json = Readonly<Record<string, unknown>>;

export const node = (name: string, more: Json = {}): Json => ({
  kind: 'Node',
  name,
  kubeletVersion: 'v1.35.4',
  podCidr: `10.244.${name.slice(3)}.0/24`,
  conditions: [{ type: 'Ready', status: 'True' }],
  ...more,
});
export const nodes = ['pi-1', 'pi-2', 'pi-3'].map((name) => node(name));
export const pod = (more: Json): Json => ({
  kind: 'Pod',
  namespace: 'default',
  name: 'web',
  node: 'pi-2',
  phase: 'Running',
  created: new Date((now - 600) * 1000).toISOString(),
  ...more,
});
export const container = (more: Json) => [{ name: 'c', image: 'web:1', ready: false, restartCount: 4, ...more }];
export const crash = container({ state: { waiting: { reason: 'CrashLoopBackOff' } } });
export const waits = (reason: string, message = '') =>
  container({ restartCount: 0, state: { waiting: { reason, message } } });
export const service = (more: Json = {}): Json => ({
  kind: 'Service',
  namespace: 'default',
  name: 'web',
  type: 'NodePort',
  selector: { app: 'web' },
  ports: [{ port: 80, nodePort: 30_080 }],
  ...more,
});
export const ready = [{ type: 'Ready', status: 'True' }];

/** Objects of a cluster, what its nodes answer, and what doctor says. */
export interface ClusterRow {
  readonly objects?: readonly Json[];
  readonly answers?: Readonly<Record<string, string>>;
  readonly scope?: Scope;
  /** Nodes that do not answer. */
  readonly off?: readonly string[];
  readonly finds: readonly RegExp[];
}
