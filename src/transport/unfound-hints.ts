import type { Endpoint } from './endpoint.ts';

/**
 * Returns hints for an address where nobody answers. If staticAddress was changed, the node may still have its old
 * address, which is not in the inventory any more.
 */
export function silenceHints({ host, alsoKnownAs }: Endpoint): readonly string[] {
  return [
    `Check that it has power, has finished booting and is in this network, then: ping ${host}`,
    ...(alsoKnownAs.length > 0
      ? ['If its staticAddress was changed in the inventory: write the address that the node has now as `address`']
      : []),
  ];
}

/** Returns hints for an address to which this computer has no route. */
export function noRouteHints(endpoint: Endpoint, platform: NodeJS.Platform): readonly string[] {
  // Terminal and ssh are exempt from this: https://github.com/microsoft/vscode-remote-release/issues/10441
  const privacy =
    'If ssh reaches it: macOS lets only some programs into the local network. System Settings, Privacy & Security, Local Network: switch your terminal program on';
  return [...silenceHints(endpoint), ...(platform === 'darwin' ? [privacy] : [])];
}

/** Returns hints for a host name without an address. */
export function nameHints({ typed, host }: Endpoint): readonly string[] {
  const byWhom =
    typed === host
      ? 'Check the address in the inventory'
      : `Check ssh's configuration, which gives this name (ssh -G ${typed})`;
  if (!/\.local\.?$/i.test(host)) return [`${byWhom}, or write an IPv4 address there`];
  return [
    `The node itself announces this name: check that it has power and is in this network, then: ping ${host}`,
    'Containers, WSL and some Windows cannot find such names. Linux can, with: sudo apt-get install libnss-mdns. An IPv4 address in the inventory works everywhere',
  ];
}
