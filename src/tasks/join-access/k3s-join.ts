import type { Fact } from '../../engine/model.ts';
import { commandFact } from '../../facts/command.ts';
import { Secret, sh } from '../../shell/sh.ts';
import type { JoinMeans } from './means.ts';

const serverToken = tokenFact('server token', '/var/lib/rancher/k3s/server/token');
const agentToken = tokenFact('agent token', '/var/lib/rancher/k3s/server/agent-token');

/** What is left of earlier nodes with the same names is gone; the tokens are the cluster's own, and stay. */
export const k3sJoin: JoinMeans = {
  grant(_, names) {
    // Without its password's secret a node of that name may come with another password.
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

/** A token with the sum of the cluster's CA: who joins with it checks that this is the cluster. */
function tokenFact(label: string, path: string): Fact<Secret> {
  return commandFact(label, sh`cat ${path}`, (stdout) => new Secret(label, () => stdout.trim()));
}
