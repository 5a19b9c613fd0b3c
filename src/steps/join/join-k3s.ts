import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { defineStep, type Scope } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { journalCause } from '../../facts/journal.ts';
import { serverEndpoint } from '../../inventory/address.ts';
import { roleInWords } from '../../inventory/node-roles.ts';
import { writeFile } from '../../resources/ensure-file.ts';
import { lines, type Script, Secret, sh } from '../../shell/sh.ts';
import { startAndArrive } from '../create/k3s-start.ts';
import { reach } from './reach-api.ts';

export default defineStep({
  id: 'node.absent',
  title: 'Join',
  only: 'k3s',
  on: 'others',
  needs: ({ cluster }) => ({ state: memberState(cluster) }),
  *plan({ facts, ...scope }) {
    const { cluster, node, leader } = scope;
    if (facts.state === 'done') return;
    const endpoint = serverEndpoint(cluster, leader);
    yield {
      kind: 'change',
      summary: `Join the cluster "${cluster.name}" as ${roleInWords(node)}`,
      script: lines([reach(node.name, endpoint), sameTime(node.name, endpoint), tokens(scope), startAndArrive(scope)]),
      explain: journalCause(cluster),
    };
  },
});

// A certificate that the server signs now must be valid on this node now. kubectl shows the date of the server's
// answer. Nobody checks the server's certificate here: k3s does it later, with the token.
function sameTime(name: string, endpoint: string): Script {
  // Without a token kubectl would ask for the name of a user.
  const options = [
    '--kubeconfig=/dev/null',
    '--token=none',
    `--server=https://${endpoint}`,
    '--insecure-skip-tls-verify',
    '-v=8',
  ];
  const stranger = `${name} asks https://${endpoint}, and no k3s answers there: look at cluster.endpoint and at the first control plane.`;
  return sh`answer=$(k3s kubectl ${options} --request-timeout=10s get --raw /ping 2>&1) || :
case $answer in *pong*) ;; *) echo ${stranger}; exit 1 ;; esac
said=$(printf '%s\n' "$answer" | sed -n 's/^.*Date: //p' | head -n 1)
[ -n "$said" ] || said=now
ahead=$(($(date +%s) - $(date -d "$said" +%s)))
if [ "\${ahead#-}" -ge 60 ]; then echo ${`The clocks of ${name} and of https://${endpoint} differ by`} "\${ahead#-} s."; exit 1; fi`;
}

// Workers know only the agents' token: the servers' token opens the datastore.
function tokens({ node, secrets: { serverToken, agentToken } }: Scope): Script {
  if (node.role === 'worker') return writeFile(k3sPaths.agentToken, agentToken, '600');
  // A server reads the agents' token without the sum of the CA. The servers' token has that sum.
  const bare = new Secret(agentToken.label, () => agentToken.reveal().replace(/^K10[0-9a-f]*::[a-z]*:/, ''));
  return lines([writeFile(k3sPaths.token, serverToken, '600'), writeFile(k3sPaths.agentToken, bare, '600')]);
}
