import type { FindingId } from '../doctor/finding-ids.ts';
import { UserError } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';

/** Why a connection did not come about. */
export type FailureKind =
  | 'name'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'closed'
  | 'booting'
  | 'auth'
  | 'handshake'
  | 'jump';

/** A failed try to connect. `detail` is what the other side or the system said. */
export class ConnectFailure extends Error {
  readonly kind: FailureKind;
  readonly endpoint: Endpoint;
  readonly detail: string;

  constructor(kind: FailureKind, endpoint: Endpoint, detail: string) {
    super(`${endpoint.label}: ${rows[kind].reason(endpoint, detail)} (${detail})`);
    this.kind = kind;
    this.endpoint = endpoint;
    this.detail = detail;
  }
}

interface Row {
  readonly id: FindingId;
  /** The end of the sentence that begins with the name of the host. */
  readonly reason: (endpoint: Endpoint, detail?: string) => string;
  readonly hints: (endpoint: Endpoint) => readonly string[];
  /** Seconds before trying again; absent where trying again is of no use. */
  readonly retryAfter?: number;
  /** The same, for a node that answered before and comes back from a reboot or a move. */
  readonly retryAfterReboot?: number;
}

const ssh = ({ user, host, port }: Endpoint) => `ssh ${port === 22 ? '' : `-p ${port} `}${user}@${host}`;
const power = 'Check that it has power, has finished booting and is in this network';

const rows: Readonly<Record<FailureKind, Row>> = {
  name: {
    id: 'ssh.name',
    reason: ({ host }) => `the name "${host}" cannot be resolved`,
    hints: () => ['Check the address in the inventory, or write an IPv4 address there'],
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
    hints: ({ host }) => [`${power}, then: ping ${host}`],
    retryAfter: 1,
    retryAfterReboot: 1,
  },
  timeout: {
    id: 'ssh.timeout',
    reason: () => 'it does not answer',
    hints: ({ host }) => [`${power}, then: ping ${host}`],
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
};

/** Returns the seconds to wait before another try; undefined where trying again is of no use. */
export function retryPause({ kind }: ConnectFailure, isReconnecting: boolean): number | undefined {
  return isReconnecting ? rows[kind].retryAfterReboot : rows[kind].retryAfter;
}

/** Says the reason alone, while a person waits. */
export function reasonOf({ kind, endpoint, detail }: ConnectFailure): string {
  return rows[kind].reason(endpoint, detail);
}

/** Makes the error that a user reads when there are no more tries. */
export function userErrorOf(failure: ConnectFailure, route: { readonly node: string }): UserError {
  const { endpoint } = failure;
  const way = endpoint.label.startsWith(route.node) ? '' : `, on the way to ${route.node}`;
  return new UserError(`Cannot connect to ${endpoint.label}${way}: ${reasonOf(failure)}.`, {
    hints: rows[failure.kind].hints(endpoint),
    cause: failure,
    id: rows[failure.kind].id,
  });
}
