import type { Fact } from '../../engine/model.ts';
import { commandFact } from '../../facts/command.ts';
import { Secret, sh } from '../../shell/sh.ts';
import type { JoinMeans } from './means.ts';

const serverToken = tokenFact('server token', '/var/lib/rancher/k3s/server/token');
const agentToken = tokenFact('agent token', '/var/lib/rancher/k3s/server/agent-token');

/**
 * How nodes join k3s. `grant` removes what is left of earlier nodes with the same names. The tokens belong to the
 * cluster and stay: there is nothing to revoke.
 */
export const k3sJoin: JoinMeans = {
  grant(_, names) {
    // k3s keeps the password of each node in a Secret. Without that Secret another machine of the same name may join.
    const passwords = names.map((name) => `${name}.node-password.k3s`);
    return sh`k3s kubectl delete node --ignore-not-found --wait=false ${names}
k3s kubectl -n kube-system delete secret --ignore-not-found ${passwords}`;
  },
  asks: [serverToken, agentToken],
  reveal: (answers) => ({
    serverToken: answers.get(serverToken).reveal(),
    agentToken: answers.get(agentToken).reveal(),
  }),
};

/**
 * Reads a token. It contains the hash of the cluster's CA, so a node that joins with it knows that this is the right
 * cluster.
 */
function tokenFact(label: string, path: string): Fact<Secret> {
  return commandFact(label, sh`cat ${path}`, (stdout) => new Secret(label, () => stdout.trim()));
}
