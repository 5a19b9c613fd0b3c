import { readSshConfig } from './config-files.ts';
import { endpointsOf } from './endpoint.ts';
import { readKnownHosts } from './host-keys.ts';
import { linesAbout } from './known-hosts.ts';
import { type ConnectOptions, surroundings, type Target } from './options.ts';

/** Whether a host key is written down for the target's address: this machine has been there before. */
export async function isKnownHost(
  target: Target,
  options: Pick<ConnectOptions, 'hostKeys' | 'home' | 'configFile' | 'knownHostsFile'>,
): Promise<boolean> {
  const around = surroundings(options);
  const endpoint = endpointsOf(target, readSshConfig(around).settings, options, around).at(-1);
  return (
    endpoint !== undefined && linesAbout([endpoint.knownAs], await readKnownHosts(endpoint.knownHostsFiles)).length > 0
  );
}
