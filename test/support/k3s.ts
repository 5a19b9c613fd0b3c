import { Version } from '../../src/distributions/version.ts';
import type { Scope } from '../../src/engine/model.ts';
import { fixture } from './fixture.ts';
import { makeScope } from './plan.ts';
import type { World } from './scratch/world.ts';

type Changes = NonNullable<Parameters<typeof makeScope>[0]>;

/** Makes the scope of {@link makeScope} with k3s. */
export function k3sScope({ cluster, ...changes }: Changes = {}): Scope {
  return makeScope({ ...changes, cluster: { distribution: 'k3s', version: Version.of('1.35.4+k3s1'), ...cluster } });
}

/** Makes the answer about the interfaces of a Pi with this address on eth0. */
export function linksWith(address: string): string {
  return fixture('simulated-trixie/network-links').replaceAll('172.29.0.101', address);
}

/**
 * Makes the answer about a program: the record of its version, and its file. A file newer than the record was replaced
 * by somebody.
 */
export function programsAnswer(version: string, name = 'k3s', modified = 1_700_000_000): string {
  return `${name} ${version} 70000000 1700000000\n== now\n${name} 70000000 ${modified}\n`;
}

/**
 * What k3s needs to start on a scratch node: its units, the file of a node that has joined, and a lease that is
 * renewed.
 */
export const arriving: World = {
  files: {
    '/var/lib/rancher/k3s/agent/kubelet.kubeconfig': '',
    '/run/systemd/system/k3s.service': '',
    '/run/systemd/system/k3s-agent.service': '',
  },
  programs: { k3s: 'case $* in *lease*) echo 2999-01-01T00:00:00Z ;; esac' },
};
