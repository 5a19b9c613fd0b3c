import { describe } from 'node:test';
import step from '../../../src/steps/upgrade/renew-certificates.ts';
import { certificate } from '../../support/certificate.ts';
import { certificateAnswer, earlyAnswer, nodeCertificateAnswer } from '../../support/certificate-answer.ts';
import { k3sScope } from '../../support/k3s.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const scope = makeScope({ at: 'pi-1' });
const left = (days: number, ...outdated: readonly string[]) => ({
  when: { certificates: certificateAnswer(days, ...outdated) },
  scope,
});

describe('certificates', () => {
  itPlans(
    step,
    { state: 'done\n', certificates: certificateAnswer(300), own: '' },
    {
      'are left as they are with months left': { scope, finds: [] },
      'are not asked for on a worker of kubeadm': { finds: [] },
      'are none before the node has joined': { when: { ...left(10).when, state: 'none\n' }, scope, finds: [] },
      'are renewed when they end soon': { ...left(41), finds: ['change: Renew certificates, which end in 41 days'] },
      'are renewed on the last days': { ...left(1), finds: ['change: Renew certificates, which end in 1 day'] },
      'are renewed on the last day': { ...left(0), finds: ['change: Renew certificates, which end today'] },
      'are renewed when they have ended': {
        ...left(-2),
        finds: ['change: Renew certificates, which ended 2 days ago [cert.expired]'],
      },
      // kubernetes/website#42944: a control plane that was off for a year.
      'are renewed when kubelet has none that is valid': {
        when: { own: nodeCertificateAnswer(certificate(-2)) },
        scope,
        finds: ['change: Renew the certificate of kubelet, which has ended, and start kubelet [cert.expired]'],
      },
      'are made anew when the clock was wrong as they were made': {
        when: { certificates: earlyAnswer(3650) },
        scope,
        finds: [
          'change: Renew certificates, which begin only in 3651 days: they were made while the clock was wrong [cert.expired]',
        ],
      },
      'are made anew when that of kubelet begins later': {
        when: { own: nodeCertificateAnswer(certificate(400, 30)) },
        scope,
        finds: ['change: Renew certificates, as that of kubelet was made while the clock was wrong [cert.expired]'],
      },
      'are a matter of a person where k3s has made them while the clock was wrong': {
        when: { certificates: earlyAnswer(3650) },
        scope: k3sScope({ at: 'pi-1' }),
        finds: [
          'problem: its certificates begin only in 3651 days: they were made while the clock was wrong [cert.expired]',
        ],
      },
      'are taken by parts that run with older ones': {
        ...left(300, 'kube-scheduler', 'etcd'),
        finds: ['change: Start kube-scheduler, etcd anew, with the new certificates [cert.outdated]'],
      },
      'are renewed on a worker of k3s, too': {
        ...left(80),
        scope: k3sScope(),
        finds: ['change: Renew certificates, which end in 80 days'],
      },
    },
    { undone: 'it takes what runs: test/lab/long/certificates.test.ts shows it' },
  );
});
