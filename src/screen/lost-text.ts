import { isControlPlane } from '../inventory/node-roles.ts';
import type { LeaveResult } from '../tasks/leave.ts';

/** Says what a person must do about lost nodes: what no program can do, and what only a person should decide. */
export function lostText({ lost, survey }: LeaveResult): readonly string[] {
  const scope = survey.reached.find(({ session }) => session.scope.leaving)?.session.scope;
  if (lost.length === 0 || !scope) return [];
  const hadKeys = scope.leaving?.some(({ node }) => lost.includes(node.name) && isControlPlane(node));
  const names = lost.join(', ');
  return [
    [
      `${names}: these secrets on its card are worthless now: tokens of its pods, tokens that kubeadm made for joining, the key of Serf. Left to you:`,
      '  - Change passwords and keys that lie on its card: of its user, of its Wi-Fi, of what ran in its pods, and a sudo password that nodes share. Take its SSH keys out of ~/.ssh/authorized_keys elsewhere.',
      ...(hadKeys
        ? [
            '  - It was a control plane, which has the keys of the whole cluster. Make a new one: microcloud reset, then microcloud init.',
          ]
        : staysValid.map((line) => `  - ${line}`)),
    ].join('\n'),
  ];
}

/** Secrets on a worker's card that stay valid. Kubernetes cannot revoke certificates. */
const staysValid = [
  'With k3s the token by which workers join stays valid: docs/through-the-years.md, "A stolen node", says how to change it.',
  'Its certificate of kubelet stays valid for up to a year: it admits to its own Node object and to what its pods need. Only a new cluster ends that: microcloud reset, then microcloud init.',
];
