import type { Host } from './ansible-hosts.ts';

/** Tells whether an address is that of the machine itself. */
export function isLoopback(address: string): boolean {
  return /^(localhost|127\.[\d.]+|::1)$/.test(address);
}

/** Tells whether Ansible reaches a host without SSH. */
export function isHere({ vars }: Host): boolean {
  return /^(ansible\.builtin\.)?local$/.test(String(vars.get('ansible_connection')?.value));
}
