import type { AdminAccess } from '../../src/kube/admin-access.ts';
import { Secret } from '../../src/shell/sh.ts';

/** An administrator's access to a cluster named home; rows change what they are about. */
export function makeAccess(changes: Partial<AdminAccess> = {}): AdminAccess {
  return {
    name: 'home',
    user: 'home-admin',
    server: 'https://192.168.0.201:6443',
    certificateAuthority: 'Q0E=',
    clientCertificate: 'Q0VSVA==',
    clientKey: new Secret('client key', () => 'S0VZ'),
    ...changes,
  };
}
