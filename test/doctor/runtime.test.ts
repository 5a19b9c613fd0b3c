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
      'is silent when it is on': { says: undefined },
      "tells Docker's own configuration": {
        when: { config: fileAnswer('disabled_plugins = ["cri"]\n') },
        says: /switched off/,
      },
      'is silent on a comment': { when: { config: fileAnswer('#disabled_plugins = ["cri"]\n') }, says: undefined },
    },
  );
  itJudges(
    'cri.driver',
    { config, kubelet },
    {
      'is silent when both agree': { says: undefined },
      'takes systemd where kubelet says nothing': { when: { kubelet: fileAnswer('kind: x\n') }, says: undefined },
      'tells who uses which': {
        when: { config: fileAnswer('SystemdCgroup = false\n') },
        says: /kubelet uses the cgroup driver systemd, containerd cgroupfs/,
      },
    },
  );
  itJudges(
    'runtime.two',
    { server: stopped, agent: stopped, kubelet: unitAnswer() },
    {
      'is silent with one': { says: undefined },
      'tells both': { when: { agent: unitAnswer() }, says: /k3s and kubelet/ },
    },
  );
  itJudges(
    'cri.frozen',
    { frozen: '' },
    {
      'is silent while it works': { says: undefined },
      'tells a process that is stopped': { when: { frozen: 'containerd\n' }, says: /stopped by a signal/ },
    },
  );
  itJudges(
    'docker.old',
    { debian: '', docker: '' },
    {
      'is silent without Docker': { says: undefined },
      'is silent with a current one': { when: { docker: '5:28.1.1-1~debian' }, says: undefined },
      'names an old one': { when: { debian: '18.09.1+dfsg1-7.1' }, says: /old \(18\.09/ },
    },
  );
});

describe('the checks of kubelet', () => {
  itJudges(
    'cert.authority',
    { ca: fileAnswer(certificate(3000)) },
    {
      'is silent with years left': { says: undefined },
      'is silent without one': { when: { ca: '' }, says: undefined },
      'says when it ends': {
        when: { ca: fileAnswer(certificate(100)) },
        says: /^warning: The authority of the cluster ends on \d{4}-\d\d-\d\d$/,
      },
    },
  );
  itJudges(
    'cert.kubelet',
    { clientEnd: certificate(200) },
    {
      'is silent with years left': { says: undefined },
      'is silent without one': { when: { clientEnd: '' }, says: undefined },
      'tells a node that was off for a year': {
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
      'is silent as kubeadm made them': { scope: planes, says: undefined },
      'is silent on a worker': {
        when: { files: '', ...Object.fromEntries(Object.keys(manifests).map((name) => [name, ''])) },
        says: undefined,
      },
      'is silent about what is missing, as kubelet.manifests says so': {
        when: { 'kube-scheduler': '' },
        scope: planes,
        says: undefined,
      },
      'names the line of a mistake': {
        when: { 'kube-scheduler': fileAnswer('apiVersion: v1\nspec:\n  containers: [\nkind: Pod\n') },
        scope: planes,
        says: /kube-scheduler\.yaml has a mistake in line \d: /,
      },
      'tells a file that a power cut left empty': {
        when: { etcd: fileAnswer('') },
        scope: planes,
        says: /etcd\.yaml is empty$/,
      },
      'tells a file without a container': {
        when: { etcd: fileAnswer('kind: Pod\n') },
        scope: planes,
        says: /etcd\.yaml has no container$/,
      },
      'is silent about another version, as kubelet.programs says so': {
        when: { 'kube-scheduler': part('kube-scheduler', 'kube-scheduler:v1.34.0') },
        scope: planes,
        says: undefined,
      },
      'tells an argument that somebody changed': {
        when: {
          'kube-controller-manager': part('x', 'kube-controller-manager:v1.35.4', '--cluster-cidr=10.9.0.0/16'),
        },
        scope: planes,
        says: /has --cluster-cidr=10\.9\.0\.0\/16, and the inventory says 10\.244\.0\.0\/16$/,
      },
      'leaves an argument to who sets it in the inventory': {
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
      'tells a copy that kubelet starts, too': {
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
      'is silent with all of them': { scope: planes, says: undefined },
      'is silent on a worker': { when: { manifests: '' }, says: undefined },
      'names what is missing': {
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
      'names them': { when: { leftovers: '/var/lib/etcd\n' }, says: /left \/var\/lib\/etcd$/ },
    },
  );
  itJudges(
    'etcd.slow',
    { complaints: '0\n' },
    {
      'is silent with a quiet etcd': { says: undefined },
      'counts its complaints': { when: { complaints: '440\n' }, says: /440 times/ },
    },
  );
  itJudges(
    'net.dns_pod',
    { answer: 'yes\n' },
    {
      'is silent when it answers': { says: undefined },
      'is silent where no pod can ask': { when: { answer: '' }, says: undefined },
      'tells that it does not': { when: { answer: 'no\n' }, says: /do not reach the DNS/ },
    },
  );
});
