import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { commandFact, slow, textFact } from '../../facts/command.ts';
import { journalEnd } from '../../facts/journal-end.ts';
import { sh } from '../../shell/sh.ts';
import { init, rejoin } from '../advice.ts';
import { nodeCheck } from '../check.ts';

const { program, token } = k3sPaths;

// k3s starts kubelet once the server has let the node in.
const lastRefusal =
  '/Node password rejected|token CA hash does not match|not authorized|Unauthorized/ { last = $0 } /Running kubelet/ { last = "" } END { print last }';

/** What the server of k3s said when it turned this node away; '' without k3s, and when it let the node in. */
const refusal = slow(
  textFact(
    'k3s refusal',
    sh`[ -e ${program} ] || exit 0
${journalEnd('-o', 'cat', '-u', 'k3s-agent', '-u', 'k3s', '--since=-10min', '-n', '500')} | awk ${lastRefusal} | cut -c 1-300`,
  ),
);

/** Each certificate of a file, in base64 on a line of its own. */
const inOneLine = '/BEGIN CERT/ { all = ""; next } /END CERT/ { print all; next } { all = all $0 }';

const version = textFact('k3s program', sh`[ ! -e ${program} ] || k3s --version >/dev/null 2>&1 || echo broken`);

/**
 * The hash in the servers' token, and the hashes that its authority may have there: of the file, and of each certificate
 * in it. Where the file has several, as after `k3s certificate rotate-ca`, the token has that of their root. None on workers.
 */
const hashes = commandFact(
  'k3s token',
  sh`ca=/var/lib/rancher/k3s/server/tls/server-ca.crt
[ -r ${token} ] && [ -r $ca ] || exit 0
said=$(sed -n 's/^K10\([0-9a-f]*\)::.*/\1/p' ${token})
[ -n "$said" ] || exit 0
echo "$said"; sha256sum $ca | cut -d ' ' -f 1
awk ${inOneLine} $ca | while read -r one; do echo "$one" | base64 -d | sha256sum | cut -d ' ' -f 1; done`,
  (stdout) => stdout.trim().split('\n').filter(Boolean),
);

/** Faults that follow: on a node that was turned away no program runs that other nodes could ask. */
const whatStops = ['node.ready', 'node.absent', 'svc.restarts', 'net.kubelet', 'net.pods', 'pub.parts'];

export default [
  nodeCheck({
    id: 'k3s.password',
    title: 'The server knows another node of this name',
    why: 'k3s remembers a password for each name, and turns this node away.',
    advice: rejoin,
    runbook:
      'The card was flashed again, or two nodes have one name. `kubectl -n kube-system delete secret NODE.node-password.k3s` makes the server forget the password.',
    source: 'k3s#802, #746, #532, #467, #6054',
    entails: [...whatStops, 'k3s.token'],
    needs: () => ({ refusal }),
    judge: ({ facts }) => (facts.refusal.includes('Node password rejected') ? {} : undefined),
  }),
  nodeCheck({
    id: 'k3s.token',
    title: 'The server does not take the token of this node',
    why: 'It cannot join.',
    advice: init,
    runbook:
      'The token is the password with which a node joins. This token is of another cluster, or the server was made anew: its authority has another hash than the token.',
    source: 'k3s "token CA hash does not match"; k3s#2808; k3sup#339',
    entails: whatStops,
    needs: () => ({ refusal, hashes }),
    judge({
      facts: {
        refusal: words,
        hashes: [said, ...own],
      },
    }) {
      const isOther = said !== undefined && own.length > 0 && !own.includes(said);
      return isOther || /token CA hash|authorized/i.test(words) ? {} : undefined;
    },
  }),
  nodeCheck({
    id: 'k3s.program',
    title: 'The program of k3s is damaged',
    why: 'It does not start.',
    advice: 'ssh {node} sudo rm /usr/local/bin/k3s, then: microcloud init --only {node}',
    runbook: 'A download that stopped half-way, a full card, or a program for another architecture.',
    source: 'k3s check-config; techno-tim roles/download',
    entails: [...whatStops, 'kubelet.active', 'kubelet.programs'],
    needs: () => ({ version }),
    judge: ({ facts }) => (facts.version === 'broken' ? {} : undefined),
  }),
];
