import { describe } from 'node:test';
import { certificate } from '../support/certificate.ts';
import { itJudges } from '../support/checks.ts';
import { fileAnswer, makeScope, unitAnswer } from '../support/plan.ts';

const stopped = unitAnswer({ load: 'not-found', active: 'inactive' });
const config = fileAnswer('disabled_plugins = []\n  SystemdCgroup = true\n');
const kubelet = fileAnswer('cgroupDriver: systemd\n');

describe('the checks of containerd and Docker', () => {
  itJudges(
    'cri.disabled',
    { config },
    {
      'is silent when CRI is on': { says: undefined },
      "reports Docker's own configuration, which switches CRI off": {
        when: { config: fileAnswer('disabled_plugins = ["cri"]\n') },
        says: /switched off/,
      },
      'is silent about a comment': { when: { config: fileAnswer('#disabled_plugins = ["cri"]\n') }, says: undefined },
    },
  );
  itJudges(
    'cri.driver',
    { config, kubelet },
    {
      'is silent when containerd and kubelet agree': { says: undefined },
      'takes systemd when kubelet names no driver': { when: { kubelet: fileAnswer('kind: x\n') }, says: undefined },
      'says which of the two uses which driver': {
        when: { config: fileAnswer('SystemdCgroup = false\n') },
        says: /kubelet uses the cgroup driver systemd, containerd cgroupfs/,
      },
    },
  );
  itJudges(
    'runtime.two',
    { server: stopped, agent: stopped, kubelet: unitAnswer() },
    {
      'is silent when only one of k3s and kubelet runs': { says: undefined },
      'reports that both run': { when: { agent: unitAnswer() }, says: /k3s and kubelet/ },
    },
  );
  itJudges(
    'cri.frozen',
    { frozen: '' },
    {
      'is silent when containerd works': { says: undefined },
      'reports a containerd that is stopped': { when: { frozen: 'containerd\n' }, says: /stopped by a signal/ },
    },
  );
  itJudges(
    'docker.old',
    { debian: '', docker: '' },
    {
      'is silent without Docker': { says: undefined },
      'is silent with a current Docker': { when: { docker: '5:28.1.1-1~debian' }, says: undefined },
      'names an old Docker': { when: { debian: '18.09.1+dfsg1-7.1' }, says: /old \(18\.09/ },
    },
  );
});

describe('the checks of kubelet', () => {
  itJudges(
    'cert.authority',
    { ca: fileAnswer(certificate(3000)) },
    {
      'is silent when the authority has years left': { says: undefined },
      'is silent when there is no authority': { when: { ca: '' }, says: undefined },
      'says on which day the authority ends': {
        when: { ca: fileAnswer(certificate(100)) },
        says: /^warning: The authority of the cluster ends on \d{4}-\d\d-\d\d$/,
      },
    },
  );
  itJudges(
    'cert.kubelet',
    { clientEnd: certificate(200) },
    {
      'is silent when the certificate has months left': { says: undefined },
      'is silent when there is no certificate': { when: { clientEnd: '' }, says: undefined },
      'reports a certificate that has ended, as on a node that was off for a year': {
        when: { clientEnd: certificate(-2) },
        says: /has expired/,
      },
    },
  );
  const planes = makeScope({ at: 'pi-1' });
  const part = (name: string, image: string, ...words: readonly string[]) =>
    fileAnswer(
      `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - command:\n    - ${[name, ...words].join('\n    - ')}\n    image: registry.k8s.io/${image}\n`,
    );
  const manifests = {
    etcd: part('etcd', 'etcd:3.6.6-0'),
    'kube-apiserver': part(
      'kube-apiserver',
      'kube-apiserver:v1.35.4',
      '--advertise-address=192.168.0.201',
      '--service-cluster-ip-range=10.96.0.0/12',
    ),
    'kube-controller-manager': part(
      'kube-controller-manager',
      'kube-controller-manager:v1.35.4',
      '--cluster-cidr=10.244.0.0/16',
    ),
    'kube-scheduler': part('kube-scheduler', 'kube-scheduler:v1.35.4'),
  };
  const all = Object.keys(manifests).map((name) => `${name}.yaml\n`);
  itJudges(
    'kubelet.static_pods',
    { ...manifests, files: all.join('') },
    {
      'is silent when the files are as kubeadm made them': { scope: planes, says: undefined },
      'is silent on a worker': {
        when: { files: '', ...Object.fromEntries(Object.keys(manifests).map((name) => [name, ''])) },
        says: undefined,
      },
      'is silent about a missing file, since kubelet.manifests reports it': {
        when: { 'kube-scheduler': '' },
        scope: planes,
        says: undefined,
      },
      'names the line of a mistake': {
        when: { 'kube-scheduler': fileAnswer('apiVersion: v1\nspec:\n  containers: [\nkind: Pod\n') },
        scope: planes,
        says: /kube-scheduler\.yaml has a mistake in line \d: /,
      },
      'reports a file that a power cut has emptied': {
        when: { etcd: fileAnswer('') },
        scope: planes,
        says: /etcd\.yaml is empty$/,
      },
      'reports a file without a container': {
        when: { etcd: fileAnswer('kind: Pod\n') },
        scope: planes,
        says: /etcd\.yaml has no container$/,
      },
      'is silent about another version, since kubelet.programs reports it': {
        when: { 'kube-scheduler': part('kube-scheduler', 'kube-scheduler:v1.34.0') },
        scope: planes,
        says: undefined,
      },
      'reports an argument that somebody has changed': {
        when: {
          'kube-controller-manager': part('x', 'kube-controller-manager:v1.35.4', '--cluster-cidr=10.9.0.0/16'),
        },
        scope: planes,
        says: /has --cluster-cidr=10\.9\.0\.0\/16, and the inventory says 10\.244\.0\.0\/16$/,
      },
      'is silent about an argument that the inventory sets': {
        when: {
          'kube-controller-manager': part('x', 'kube-controller-manager:v1.35.4', '--cluster-cidr=10.9.0.0/16'),
        },
        scope: makeScope({
          at: 'pi-1',
          cluster: {
            kubeadm: {
              cluster: { controllerManager: { extraArgs: [{ name: 'cluster-cidr', value: '10.9.0.0/16' }] } },
            },
          },
        }),
        says: undefined,
      },
      'reports a copy that kubelet starts, too': {
        when: { files: `${all.join('')}kube-apiserver.yaml.bak\nmine.yaml\n` },
        scope: planes,
        says: /kubelet starts \/etc\/kubernetes\/manifests\/kube-apiserver\.yaml\.bak, too$/,
      },
    },
  );
  itJudges(
    'kubelet.manifests',
    { manifests: 'etcd.yaml\nkube-apiserver.yaml\nkube-controller-manager.yaml\nkube-scheduler.yaml\n' },
    {
      'is silent when all files are there': { scope: planes, says: undefined },
      'is silent on a worker': { when: { manifests: '' }, says: undefined },
      'names a file that is missing': {
        when: { manifests: 'etcd.yaml\nkube-apiserver.yaml\nkube-controller-manager.yaml\n' },
        scope: planes,
        says: /: kube-scheduler$/,
      },
    },
  );
  itJudges(
    'node.leftovers',
    { leftovers: '' },
    {
      'is silent on a fresh node': { says: undefined },
      'names what an earlier cluster has left': {
        when: { leftovers: '/var/lib/etcd\n' },
        says: /left \/var\/lib\/etcd$/,
      },
    },
  );
  itJudges(
    'etcd.slow',
    { complaints: '0\n' },
    {
      'is silent when etcd does not complain': { says: undefined },
      'counts the complaints of etcd': { when: { complaints: '440\n' }, says: /440 times/ },
    },
  );
  itJudges(
    'net.dns_pod',
    { answer: 'yes\n' },
    {
      'is silent when the DNS answers pods': { says: undefined },
      'is silent when no pod can ask': { when: { answer: '' }, says: undefined },
      'reports that the DNS does not answer pods': { when: { answer: 'no\n' }, says: /do not reach the DNS/ },
    },
  );
});
