import type { FindingId } from '../doctor/finding-ids.ts';
import type { Endpoint } from './endpoint.ts';
import { nameHints, noRouteHints, silenceHints } from './unfound-hints.ts';

/** Why a connection did not come about. */
export type FailureKind =
  | 'name'
  | 'refused'
  | 'unreachable'
  | 'unsent'
  | 'timeout'
  | 'silent'
  | 'closed'
  | 'booting'
  | 'auth'
  | 'handshake'
  | 'jump'
  | 'forwarding'
  | 'proxy';

interface Row {
  readonly id: FindingId;
  /** The end of the sentence that begins with the name of the host. */
  readonly reason: (endpoint: Endpoint, detail?: string) => string;
  readonly hints: (endpoint: Endpoint) => readonly string[];
  /** Seconds before trying again; absent where trying again is of no use. */
  readonly retryAfter?: number;
  /**
   * Seconds before trying again, for a node that answered before and comes back from a reboot or gets a new address.
   */
  readonly retryAfterReboot?: number;
}

const ssh = ({ user, host, port }: Endpoint) => `ssh ${port === 22 ? '' : `-p ${port} `}${user}@${host}`;

/** How to describe each kind of failure, and what helps. */
export const failureRows: Readonly<Record<FailureKind, Row>> = {
  name: {
    id: 'ssh.name',
    reason: ({ host }) => `the name "${host}" cannot be resolved`,
    hints: nameHints,
    retryAfterReboot: 2,
  },
  refused: {
    id: 'ssh.refused',
    reason: ({ port }) => `nothing listens on port ${port}`,
    hints: () => [
      'Wait if it is still booting, then try again',
      'Check the port, and that SSH is on: Raspberry Pi OS has it off until a file named "ssh" is on the boot partition',
    ],
    retryAfter: 1,
    retryAfterReboot: 1,
  },
  unreachable: {
    id: 'ssh.unreachable',
    reason: () => 'there is no route to it',
    hints: (endpoint) => noRouteHints(endpoint, process.platform),
    retryAfter: 1,
    retryAfterReboot: 1,
  },
  unsent: {
    id: 'ssh.unreachable',
    reason: (_endpoint, detail) => `this computer opens no connection (${detail})`,
    hints: () => [
      "EPERM and EACCES: its firewall or VPN forbids it. EADDRNOTAVAIL: it does not have the BindAddress of ssh's configuration. EMFILE: too many files are open; type ulimit -n 4096, then the same command again",
    ],
  },
  timeout: {
    id: 'ssh.timeout',
    reason: () => 'it does not answer',
    hints: silenceHints,
    retryAfter: 0,
    retryAfterReboot: 0,
  },
  silent: {
    id: 'ssh.silent',
    reason: (_endpoint, detail) => `it takes the connection and then says nothing (${detail})`,
    hints: (endpoint) => [
      'Look at what it is busy with: a monitor on it, or its LEDs. A card that fails, or memory that is full, does this',
      `If it goes on: ${ssh(endpoint)} -v`,
    ],
    retryAfter: 0,
    retryAfterReboot: 0,
  },
  closed: {
    id: 'ssh.closed',
    reason: (_endpoint, detail) => `it closes the connection before the login (${detail})`,
    hints: (endpoint) => [
      'Wait 15 seconds and try again: sshd turns hosts away for a while after failed logins, and when too many connect at once',
      `If it goes on: ${ssh(endpoint)}`,
    ],
    retryAfter: 15,
    retryAfterReboot: 3,
  },
  booting: {
    id: 'ssh.booting',
    reason: () => 'it is booting or shutting down and lets nobody in yet',
    hints: () => ['Wait a minute, then try again'],
    retryAfter: 5,
    retryAfterReboot: 5,
  },
  auth: {
    id: 'ssh.auth',
    reason: ({ user }, detail) => `it does not let ${user} in (tried: ${detail})`,
    hints: (endpoint) => [
      `Check that this works: ${ssh(endpoint)}`,
      `Install your key there: ssh-copy-id ${endpoint.port === 22 ? '' : `-p ${endpoint.port} `}${endpoint.user}@${endpoint.host}`,
      'Or set ssh.user, ssh.identityFile or ssh.password of the node in the inventory',
    ],
    retryAfterReboot: 15,
  },
  handshake: {
    id: 'ssh.handshake',
    reason: (_endpoint, detail) => `the SSH handshake fails: ${detail}`,
    hints: (endpoint) => [`Compare with: ${ssh(endpoint)} -v`],
    retryAfterReboot: 3,
  },
  jump: {
    id: 'ssh.jump',
    reason: (_endpoint, detail) => `the jump host cannot reach it: ${detail}`,
    hints: ({ host, port }) => [`Check, on the jump host: nc -vz ${host} ${port}`],
    retryAfter: 2,
    retryAfterReboot: 2,
  },
  forwarding: {
    id: 'ssh.jump',
    reason: () => 'the jump host lets nobody go on through it',
    hints: () => [
      'On the jump host: sudo sshd -T | grep -iE "allowtcpforwarding|permitopen|disableforwarding". AllowTcpForwarding must be yes or local',
    ],
  },
  proxy: {
    id: 'ssh.jump',
    reason: (_endpoint, detail) => `the ProxyCommand of ssh's configuration brings no connection (${detail})`,
    hints: (endpoint) => [`Compare with: ${ssh(endpoint)}`],
    retryAfter: 2,
    retryAfterReboot: 2,
  },
};
