import { readFile, rm } from 'node:fs/promises';
import { type LabPlan, mostNodes, planNode } from './lab-plan.ts';
import { run } from './run-program.ts';
import type { LabFiles } from './state.ts';

/** Starts the router's part of the LAN unless it runs: DHCP and DNS, with an address reserved for each node. */
export async function startDhcp(lab: LabPlan, files: LabFiles): Promise<void> {
  if ((await dhcpPid(files)) === undefined) await run('dnsmasq', dnsmasqArgs(lab, files));
}

export async function stopDhcp(files: LabFiles): Promise<void> {
  const pid = await dhcpPid(files);
  if (pid !== undefined) process.kill(pid);
  await rm(files.dnsmasqPid, { force: true });
}

/**
 * Finds the process that serves this lab, if it still runs. The command line is compared, as the pid may belong to
 * another process by now.
 */
export async function dhcpPid(files: LabFiles): Promise<number | undefined> {
  const pid = Number(await readFile(files.dnsmasqPid, 'utf8').catch(() => Number.NaN));
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.split('\0').includes(`--pid-file=${files.dnsmasqPid}`) ? pid : undefined;
}

export function dnsmasqArgs(lab: LabPlan, files: LabFiles): string[] {
  const nodes = Array.from({ length: mostNodes }, (_, index) => planNode(lab, index + 1));
  return [
    '--conf-file=/dev/null',
    `--interface=${lab.bridge}`,
    '--except-interface=lo',
    '--bind-interfaces',
    '--user=root',
    '--no-hosts',
    // Without this option dnsmasq asks the LAN for three seconds whether an address is free. Here it always is.
    '--no-ping',
    '--dhcp-authoritative',
    `--dhcp-range=${lab.dhcpRange.join(',')},255.255.255.0,12h`,
    `--dhcp-option=option:router,${lab.gateway}`,
    `--dhcp-option=option:dns-server,${lab.gateway}`,
    ...nodes.map(({ mac, address }) => `--dhcp-host=${mac},${address}`),
    `--dhcp-leasefile=${files.leases}`,
    `--pid-file=${files.dnsmasqPid}`,
    `--log-facility=${files.dnsmasqLog}`,
  ];
}
