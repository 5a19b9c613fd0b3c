import { execFileSync } from 'node:child_process';
import { describe } from 'node:test';
import { itJudges } from '../support/checks.ts';
import { fileAnswer, makeScope, unitAnswer } from '../support/plan.ts';

const stopped = unitAnswer({ load: 'not-found', active: 'inactive' });
const config = fileAnswer('disabled_plugins = []\n  SystemdCgroup = true\n');
const kubelet = fileAnswer('cgroupDriver: systemd\n');
const again = (restarts: number, afterBoot: number) => unitAnswer({ restarts, afterBoot });
const services = ['kubelet', 'containerd', 'docker', 'k3s', 'k3s-agent', 'avahi-daemon'];

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
    'docker.old',
    { debian: '', docker: '' },
    {
      'is silent without Docker': { says: undefined },
      'is silent with a current one': { when: { docker: '5:28.1.1-1~debian' }, says: undefined },
      'names an old one': { when: { debian: '18.09.1+dfsg1-7.1' }, says: /old \(18\.09/ },
    },
  );
  itJudges(
    'svc.restarts',
    { uptime: '5000.10 9000.00\n', ...Object.fromEntries(services.map((unit) => [unit, again(0, 100)])) },
    {
      'is silent with services that run': { says: undefined },
      'forgets what is long ago': { when: { kubelet: again(40, 1000) }, says: undefined },
      'counts what was lately': {
        when: { kubelet: again(40, 4990) },
        says: /kubelet\.service was started again 40 times/,
      },
      'counts what does not run': {
        when: { docker: unitAnswer({ active: 'failed', restarts: 5, afterBoot: 1000 }) },
        says: /docker\.service was started again 5 times/,
      },
    },
  );
});

const days = (count: number) => fileAnswer(certificate(count));
const certificates = ['apiserver', 'apiserver-kubelet-client', 'apiserver-etcd-client', 'front-proxy-client', 'ca']
  .map((name) => `/etc/kubernetes/pki/${name}.crt`)
  .concat(['/etc/kubernetes/pki/etcd/server.crt', '/etc/kubernetes/pki/etcd/peer.crt']);
const fine = Object.fromEntries(certificates.map((path) => [path, '']));
const [apiserver = ''] = certificates;

describe('the checks of kubelet', () => {
  itJudges('cert.expired', fine, {
    'is silent on a worker': { says: undefined },
    'is silent with months left': { when: { [apiserver]: days(200) }, says: undefined },
    'names what has expired': { when: { [apiserver]: days(-2) }, says: /Certificates have expired \(apiserver\.crt\)/ },
  });
  itJudges('cert.expiry', fine, {
    'is silent with months left': { when: { [apiserver]: days(200) }, says: undefined },
    'is silent when it is too late': { when: { [apiserver]: days(-2) }, says: undefined },
    'names what expires soon': {
      when: { [apiserver]: days(10) },
      says: /^warning: Certificates expire in (9|10) days/,
    },
  });
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

function certificate(validDays: number): string {
  const end = new Date(Date.now() + validDays * 86_400_000 + 3_600_000).toISOString().replace(/[-:T]|\.\d+/g, '');
  const script = `openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -keyout key.pem -out csr.pem 2>/dev/null &&
    touch index && echo 01 >serial && printf '[ca]\\ndefault_ca=x\\n[x]\\ndatabase=index\\nserial=serial\\nnew_certs_dir=.\\ndefault_md=sha256\\npolicy=p\\nunique_subject=no\\n[p]\\ncommonName=supplied\\n' >ca.cnf &&
    openssl ca -config ca.cnf -selfsign -keyfile key.pem -in csr.pem -startdate 20200101000000Z -enddate ${end} -batch -notext 2>/dev/null`;
  return execFileSync('sh', ['-c', `cd $(mktemp -d) && ${script}`], { encoding: 'utf8' });
}
