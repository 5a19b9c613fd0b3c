import { UserError } from '../src/errors.ts';
import { freeOctets, type LabPlan, labels, planLab } from './lab-plan.ts';
import { linesOf, run, succeeds } from './run-program.ts';

/** A lab that exists: it has a Docker network. */
export interface Lab {
  readonly plan: LabPlan;
  /** Where its files are. */
  readonly directory: string;
}

export async function findLab(name: string): Promise<Lab | undefined> {
  return (await findLabs()).find(({ plan }) => plan.name === name);
}

export async function findLabs(): Promise<Lab[]> {
  const columns = [labels.lab, labels.octet, labels.directory].map((key) => `{{.Label "${key}"}}`);
  const options = ['--filter', `label=${labels.octet}`, '--format', columns.join('\t')];
  return (await linesOf('docker', ['network', 'ls', ...options])).map((row) => {
    const [name = '', octet = '', directory = ''] = row.split('\t');
    return { plan: planLab(name, Number(octet)), directory };
  });
}

/** Makes the lab's network, with the first free number. Throws a UserError when no number is free. */
export async function makeNetwork(name: string, directory: string): Promise<Lab> {
  const routes = await linesOf('ip', ['-4', '-o', 'route', 'show', 'table', 'all']);
  for (const octet of freeOctets(routes)) {
    const lab = { plan: planLab(name, octet), directory };
    // This fails where another lab has taken the number in between.
    if (await succeeds('docker', networkArgs(lab))) return lab;
  }
  throw new UserError('No network 172.29.N.0/24 is free on this machine', { hints: ['microcloud lab list'] });
}

/** Removes the lab's network, if there is one. */
export async function removeNetwork(name: string): Promise<void> {
  const ids = await linesOf('docker', ['network', 'ls', '-q', '--filter', `label=${labels.lab}=${name}`]);
  await Promise.all(ids.map((id) => run('docker', ['network', 'rm', id])));
}

export function networkArgs({ plan: lab, directory }: Lab): string[] {
  return [
    ...['network', 'create', '--driver', 'bridge'],
    ...['--label', `${labels.lab}=${lab.name}`, '--label', `${labels.octet}=${lab.octet}`],
    ...['--label', `${labels.directory}=${directory}`],
    ...['--subnet', lab.subnet, '--gateway', lab.gateway, '--ip-range', lab.dockerRange],
    ...['--opt', `com.docker.network.bridge.name=${lab.bridge}`],
    lab.network,
  ];
}
