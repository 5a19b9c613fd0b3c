import type { Controller } from '../../facts/cluster/controller-object.ts';
import { command } from '../../shell/sh.ts';
import { shortened } from '../shortened.ts';
import { objectsCheck, patienceSeconds, waited } from './seen-objects.ts';

/** Lists Jobs that were given up. Of the Jobs of a CronJob only the last one counts. */
function givenUp(controllers: readonly Controller[]): readonly Controller[] {
  const jobs = controllers.filter(({ kind }) => kind === 'Job');
  const isLast = ({ namespace, owner, created }: Controller) =>
    owner === '' ||
    !jobs.some((other) => other.namespace === namespace && other.owner === owner && other.created > created);
  return jobs.filter((job) => job.givenUp !== undefined && isLast(job));
}

export default [
  objectsCheck({
    id: 'jobs.failed',
    title: 'A Job was given up',
    severity: 'warning',
    why: 'Its work is not done, and Kubernetes does not try again.',
    advice: 'kubectl -n NAMESPACE logs job/NAME',
    runbook:
      'Its pods failed as often as backoffLimit allows, or took longer than activeDeadlineSeconds. Delete the Job when you have seen its log. A CronJob tries again at its next time.',
    source: 'Kubernetes: jobs',
    *find({ controllers }) {
      for (const { namespace, name, givenUp: words = '' } of givenUp(controllers)) {
        yield {
          what: `The Job ${namespace}/${name} was given up (${shortened(words, 120)})`,
          advice: command`kubectl -n ${namespace} logs job/${name}`,
        };
      }
    },
  }),
  objectsCheck({
    id: 'cert.request',
    title: 'A request for a certificate waits for somebody',
    severity: 'warning',
    why: 'The node or person that asked for it has no certificate.',
    advice: 'kubectl get certificatesigningrequests',
    runbook:
      'Kubernetes itself approves requests of kubelet for its client certificate. Others wait for a person or a program: kubelet asks for a server certificate where serverTLSBootstrap is on. Approve a request only if you know who sent it.',
    source: 'Kubernetes: certificate signing requests; kubeadm certs',
    *find({ requests, now }) {
      const open = requests.filter(({ isDecided, created }) => !isDecided && now - created >= patienceSeconds);
      for (const [who, some] of Map.groupBy(open, ({ requester, signer }) => `${requester} (${signer})`)) {
        const [first] = some;
        if (!first) continue;
        const count = some.length === 1 ? 'A request' : `${some.length} requests`;
        yield {
          what: `${count} for a certificate by ${who} has waited for ${waited(now - first.created)}`.replace(
            /^(\d.*) has waited/,
            '$1 have waited',
          ),
          advice: command`kubectl describe csr ${first.name}; kubectl certificate approve ${some.map(({ name }) => name)}`,
        };
      }
    },
  }),
];
