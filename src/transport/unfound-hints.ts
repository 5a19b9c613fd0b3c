import type { Endpoint } from './endpoint.ts';

/**
 * Says what to look at where nobody answers. A node with another staticAddress than before may still have its old one,
 * which is not in the inventory any more.
 */
export function silenceHints({ host, alsoKnownAs }: Endpoint): readonly string[] {
  return [
    `Check that it has power, has finished booting and is in this network, then: ping ${host}`,
    ...(alsoKnownAs.length > 0
      ? ['If its staticAddress was changed in the inventory: write the address that the node has now as `address`']
      : []),
  ];
}

/** The same where this computer knows no way to it. */
export function noRouteHints(endpoint: Endpoint, platform: NodeJS.Platform): readonly string[] {
  // Terminal and ssh are exempt from this: https://github.com/microsoft/vscode-remote-release/issues/10441
  const privacy =
    'If ssh reaches it: macOS keeps programs from the local network. System Settings, Privacy & Security, Local Network: switch your terminal program on';
  return [...silenceHints(endpoint), ...(platform === 'darwin' ? [privacy] : [])];
}

/** What to look at where the name of a host leads nowhere. */
export function nameHints({ typed, host }: Endpoint): readonly string[] {
  const byWhom =
    typed === host ? 'Check the address in the inventory' : `ssh's configuration calls it so (ssh -G ${typed})`;
  if (!/\.local\.?$/i.test(host)) return [`${byWhom}, or write an IPv4 address there`];
  return [
    `The node itself tells this name: check that it has power and is in this network, then: ping ${host}`,
    'Containers, WSL and some Windows do not hear such names, and Linux does with: sudo apt-get install libnss-mdns. An IPv4 address in the inventory works everywhere',
  ];
}
