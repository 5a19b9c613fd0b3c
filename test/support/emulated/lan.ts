import { mkdir, rm } from 'node:fs/promises';
import { aptSetup } from '../../../lab/apt-sources.ts';
import { startDhcp, stopDhcp } from '../../../lab/dhcp.ts';
import { aptAddresses, isolationRules } from '../../../lab/isolation.ts';
import { freeOctets, type LabPlan, planLab } from '../../../lab/lab-plan.ts';
import { linesOf, run, succeeds } from '../../../lab/run-program.ts';
import { filesOf, type LabFiles, prepareFiles } from '../../../lab/state.ts';

/** The LAN of emulated Pis: a bridge of this machine with DHCP, DNS and a way out to package mirrors. */
export interface Lan {
  readonly plan: LabPlan;
  readonly files: LabFiles;
}

/** Makes a LAN. Its files go to `directory`. An earlier LAN of that name is removed first. */
export async function makeLan(name: string, directory: string): Promise<Lan> {
  const files = filesOf(directory);
  await stopDhcp(files);
  await removeLinks(name);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await prepareFiles(files);
  const routes = await linesOf('ip', ['-4', '-o', 'route', 'show', 'table', 'all']);
  // The last free number, as simulated nodes take the first one.
  const octet = freeOctets(routes).at(-1);
  if (octet === undefined) throw new Error('No network 172.29.N.0/24 is free on this machine');
  const plan = planLab(name, octet);
  await removeRules(plan.bridge);
  await run('ip', ['link', 'add', plan.bridge, 'type', 'bridge']);
  await run('ip', ['link', 'set', plan.bridge, 'alias', aliasOf(name), 'up']);
  await run('ip', ['address', 'add', `${plan.gateway}/24`, 'dev', plan.bridge]);
  for (const rule of rulesOf(plan, await aptAddresses(await aptSetup('trixie'))))
    await run('iptables', ['-w', ...rule]);
  await startDhcp(plan, files);
  return { plan, files };
}

export async function removeLan({ plan, files }: Lan): Promise<void> {
  await stopDhcp(files);
  await removeLinks(plan.name);
}

/** Makes the cable of a node. Returns the name of a tap device for QEMU. */
export async function plugIn({ plan }: Lan, number: number): Promise<string> {
  const tap = `mcpi${plan.octet}-${number}`;
  if (!(await succeeds('ip', ['link', 'show', tap]))) {
    await run('ip', ['tuntap', 'add', tap, 'mode', 'tap']);
    await run('ip', ['link', 'set', tap, 'alias', aliasOf(plan.name), 'master', plan.bridge, 'up']);
  }
  return tap;
}

const aliasOf = (name: string) => `microcloud-emulated-${name}`;
const chainOf = (bridge: string) => `MC-${bridge}`;

/** Makes arguments of iptables: the LAN reaches mirrors and the internet, but no other private network. */
function rulesOf({ bridge, subnet, ...lab }: LabPlan, allowed: readonly string[]): string[][] {
  const chain = chainOf(bridge);
  return [
    ['-N', chain],
    ...isolationRules({ ...lab, bridge, subnet }, allowed).map((rule) => ['-A', chain, ...rule]),
    ['-I', 'FORWARD', '-o', bridge, '-j', 'ACCEPT'],
    ['-I', 'FORWARD', '-i', bridge, '-j', 'ACCEPT'],
    ['-I', 'FORWARD', '-i', bridge, '-j', chain],
    ['-t', 'nat', '-A', 'POSTROUTING', '-s', subnet, '!', '-o', bridge, '-j', 'MASQUERADE'],
  ];
}

/** Removes the links with this LAN's name, and the rules that name their bridges. */
async function removeLinks(name: string): Promise<void> {
  const shown = JSON.parse(await run('ip', ['-j', 'link', 'show'])) as readonly { ifname: string; ifalias?: string }[];
  for (const { ifname, ifalias } of shown) {
    if (ifalias !== aliasOf(name)) continue;
    await removeRules(ifname);
    await run('ip', ['link', 'delete', ifname]);
  }
}

/** Removes the rules that name `bridge`, even if the bridge is gone: somebody may have deleted it by hand. */
async function removeRules(bridge: string): Promise<void> {
  for (const table of ['filter', 'nat']) {
    const rules = await linesOf('iptables', ['-w', '-t', table, '-S']);
    for (const rule of rules.filter((text) => text.startsWith('-A') && text.split(' ').includes(bridge))) {
      const words = rule.split(' ').map((word) => word.replaceAll('"', ''));
      await run('iptables', ['-w', '-t', table, '-D', ...words.slice(1)]);
    }
  }
  if (await succeeds('iptables', ['-w', '-F', chainOf(bridge)])) await run('iptables', ['-w', '-X', chainOf(bridge)]);
}
