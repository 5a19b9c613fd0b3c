import { defineStep } from '../../../engine/model.ts';
import { commandFact } from '../../../facts/command.ts';
import { sh } from '../../../shell/sh.ts';

const kubectl = sh`KUBECONFIG=/etc/kubernetes/admin.conf kubectl -n kube-system`;
const tokens = commandFact(
  'join tokens',
  sh`${kubectl} get secrets --field-selector type=bootstrap.kubernetes.io/token -o name`,
  (stdout) => stdout.split('\n').filter((line) => line.startsWith('secret/')),
);

// Tokens of microcloud live for an hour, and are deleted at the end of a run. A person may have made others that live
// longer.
export default defineStep({
  id: 'leave.tokens',
  title: 'Tokens by which nodes join',
  only: 'kubeadm',
  needs: () => ({ tokens }),
  *plan({ facts }) {
    if (facts.tokens.length === 0) return;
    const count = facts.tokens.length === 1 ? 'the token' : `${facts.tokens.length} tokens`;
    yield {
      kind: 'change',
      summary: `Delete ${count} by which nodes could join`,
      script: sh`${kubectl} delete --ignore-not-found ${facts.tokens}`,
    };
  },
});
