import type { Scope } from '../../src/engine/model.ts';
import { fixture } from './fixture.ts';
import { makeScope } from './plan.ts';

type Changes = NonNullable<Parameters<typeof makeScope>[0]>;

/** The cluster of {@link makeScope} with k3s. */
export function k3sScope({ cluster, ...changes }: Changes = {}): Scope {
  return makeScope({ ...changes, cluster: { distribution: 'k3s', version: '1.35.4+k3s1', ...cluster } });
}

/** The interfaces of a Pi that has this address on eth0. */
export function linksWith(address: string): string {
  return fixture('simulated-trixie/network-links').replaceAll('172.29.0.101', address);
}

/** The record of a program of this version that nobody has replaced. */
export function programsAnswer(version: string, name = 'k3s'): string {
  return `${version} 70000000 1700000000 70000000 1700000000 ${name}\n`;
}
