import { count } from '../../counted.ts';
import { distributionOf } from '../../distributions/table.ts';
import { knownPerson, personIn } from '../../facts/cluster/person-object.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { peopleFact } from '../../resources/people-objects.ts';
import { command } from '../../shell/sh.ts';
import { type ClusterView, clusterCheck, type Looked } from '../check.ts';

const warningDays = 14;

/** Reads what a control plane knows of people. */
export function knownIn({ looked, cluster }: Pick<ClusterView, 'looked' | 'cluster'>) {
  const replies = looked.flatMap((one: Looked) => one.told(peopleFact({ cluster, people: [] })) ?? []);
  const reply = replies.find(({ kind }) => kind === 'running');
  const objects = reply?.kind === 'running' ? reply.objects : [];
  const now = reply?.kind === 'running' ? reply.now : 0;
  const people = objects.flatMap((one) => personIn(one) ?? []);
  return { now, people: people.map((name) => ({ name, ...knownPerson(objects, name) })) };
}

function daysLeft(ends: Date, now: number): number {
  return Math.floor((ends.getTime() / 1000 - now) / 86_400);
}

function separates(cluster: Cluster): boolean {
  return distributionOf(cluster).enforcesPolicies(cluster);
}

export default [
  clusterCheck({
    id: 'people.expiry',
    title: "A person's certificate ends soon",
    severity: 'warning',
    why: 'The cluster will not let the person in any more.',
    advice: 'microcloud user renew NAME',
    runbook:
      '`microcloud user list` shows when each certificate ends. `user renew` writes a new kubeconfig: give it to the person by a way that nobody else can read.',
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/',
    needs: (asked) => ({ objects: peopleFact(asked) }),
    *judge(view) {
      const { now, people } = knownIn(view);
      for (const { name, ends } of people) {
        const days = ends && daysLeft(ends, now);
        if (days === undefined || days >= warningDays) continue;
        const when = days < 0 ? 'has ended' : `ends in ${count(days, 'day')}`;
        yield { what: `The certificate of ${name} ${when}`, advice: command`microcloud user renew ${name}` };
      }
    },
  }),
  clusterCheck({
    id: 'policy.unenforced',
    title: 'Nothing in this cluster enforces network policies',
    severity: 'warning',
    why: 'Pods of one person reach those of others by their addresses.',
    advice: 'Let applications ask for passwords, or make the cluster one of k3s, which enforces them',
    runbook:
      'A NetworkPolicy says which pods may talk to which. With kubeadm nothing obeys it: Flannel connects pods and separates none. k3s obeys it, unless its setting disable-network-policy is on. Quotas, roles and the policies of the API hold with both.',
    source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#prerequisites',
    needs: (asked) => ({ objects: peopleFact(asked) }),
    *judge(view) {
      if (!separates(view.cluster) && knownIn(view).people.length > 0) yield {};
    },
  }),
];
