import { isIPv4 } from 'node:net';

/** An IPv4 network; addresses are unsigned 32-bit numbers. */
export interface Network {
  readonly first: number;
  readonly last: number;
  /** Bits of the mask, 0 to 32. */
  readonly prefix: number;
}

/**
 * Reads an IPv4 address as a number. Returns undefined for any other text, also for 192.168.0.012, which may mean .12
 * or .10: some programs read numbers that begin with 0 as octal.
 */
export function parseAddress(text: string): number | undefined {
  if (!isIPv4(text)) return undefined;
  return text.split('.').reduce((address, octet) => address * 256 + Number(octet), 0);
}

/** Reads a network such as 192.168.0.0/24, and drops its host bits. Returns undefined for any other text. */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', bits = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  const number = parseAddress(address);
  const prefix = Number(bits);
  if (number === undefined || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const first = Math.floor(number / size) * size;
  return { first, last: first + size - 1, prefix };
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

export function formatNetwork(network: Network): string {
  return `${formatAddress(network.first)}/${network.prefix}`;
}

export function contains(network: Network, address: number): boolean {
  return address >= network.first && address <= network.last;
}

export function overlaps(a: Network, b: Network): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** Returns the text if it is an IPv4 address; undefined for anything else. */
export function ipv4Of(text: string | undefined): string | undefined {
  return text !== undefined && isIPv4(text) ? text : undefined;
}
