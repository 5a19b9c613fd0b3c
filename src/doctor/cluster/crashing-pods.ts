import { causeOfStart } from '../../facts/journal-causes.ts';
import { architecture } from '../../facts/machine.ts';
import type { AboutFault } from '../about.ts';
import { smallPages } from '../advice.ts';
import type { Check } from '../check.ts';
import { shortened } from '../shortened.ts';
import { type Crash, crashesIn, probes } from './container-crashes.ts';
import { filledAdvice, objectsCheck, podName } from './seen-objects.ts';

interface Row extends AboutFault {
  readonly matches: (crash: Crash) => boolean;
  readonly what: (crash: Crash) => string;
}

const last = ({ text }: Crash) =>
  shortened(text.split('\n').findLast((line) => line.trim() !== '') ?? 'it says nothing');
const logs = 'kubectl -n NAMESPACE logs POD --previous';
const crashes = (crash: Crash) => `Pod ${podName(crash.pod)} stops again and again ("${last(crash)}")`;
/**
 * Says the same, with the cause, of a program that stops because its node lacks something: a part of the kernel, a
 * port, a route.
 */
const crashesForNode = (crash: Crash) => {
  const [cause = ''] = causeOfStart(crash.text).split('\n');
  return cause === '' ? crashes(crash) : `${crashes(crash)}. ${cause.replace(/\.$/, '')}`;
};

/** Of several rows that match a crash, the first one says what it is. */
const rows: readonly Row[] = [
  {
    id: 'pods.exec_format',
    title: 'An image is for another architecture',
    why: 'The processor cannot run it ("exec format error").',
    advice: 'Use an image with several architectures, or one for the node: docker manifest inspect IMAGE',
    runbook:
      '"exec format error" means that a program is made for another kind of processor. Many images are built for PCs (amd64) only; a Pi needs arm64. Where nodes differ, `nodeSelector: {kubernetes.io/arch: amd64}` keeps the pod on nodes that can run it.',
    source: 'k3s#12587, #2419',
    matches: ({ text }) => /exec format error/i.test(text),
    what: ({ pod, container, architecture: arch, imageFor }) =>
      imageFor.split(/[ ,]+/).includes(arch)
        ? `Pod ${podName(pod)} runs a program for another architecture than ${pod.node} has (${arch})`
        : `The image ${container.image} of pod ${podName(pod)} is for ${imageFor || 'another architecture'}, ${pod.node} is ${arch}`,
  },
  {
    id: 'pods.page_size',
    title: 'An image is not made for pages of 16 KiB',
    why: 'The kernel of a Pi 5 has them, and the image was built for 4 KiB.',
    advice: smallPages,
    runbook:
      'jemalloc, tcmalloc and some libraries take the size of a page from the machine that they were built on. kernel8.img has 4 KiB and runs everything. Or take an image that is built for both.',
    source: 'static-web-server#440; pgcat#922; bookworm-feedback#107',
    matches: ({ text }) =>
      /Unsupported system page size|ELF load command alignment not page-aligned|MmapAligned\(\) failed/.test(text),
    what: ({ pod, container }) =>
      `The image ${container.image} of pod ${podName(pod)} is not made for pages of 16 KiB, which ${pod.node} has`,
  },
  {
    id: 'dns.loop',
    title: 'The DNS of the cluster asks itself',
    why: 'Pods find no names.',
    advice: "Write your router's address into network.nameservers of the inventory, then: microcloud init",
    runbook:
      'CoreDNS stops with "Loop detected": /etc/resolv.conf of its node names the node itself (127.0.0.1, or systemd-resolved without its own file).',
    source: 'CoreDNS loop plugin; kubeadm troubleshooting',
    entails: ['dns.coredns'],
    matches: ({ text }) => /Loop \(.*\) detected/.test(text),
    what: ({ pod }) => `The DNS of the cluster asks itself on ${pod.node} ("Loop detected")`,
  },
  {
    id: 'sys.flannel',
    title: 'Flannel stops again and again',
    why: 'New pods get no network, and nodes become NotReady.',
    advice: 'kubectl -n kube-flannel logs daemonset/kube-flannel-ds',
    runbook: 'Flannel needs the module vxlan, the address that the inventory gives the node, and the API.',
    source: 'flannel#1039, #1502; talosctl health',
    entailsAnywhere: ['pods.rollout'],
    entails: ['node.ready', 'pods.stuck', 'net.pods', 'cni.missing', 'cni.file', 'cni.lease', 'cni.link', 'cni.range'],
    matches: ({ pod }) => pod.namespace === 'kube-flannel',
    what: crashesForNode,
  },
  {
    id: 'sys.kube_proxy',
    title: 'kube-proxy stops again and again',
    why: 'Services and NodePorts do not answer on its node.',
    advice: 'kubectl -n kube-system logs daemonset/kube-proxy',
    runbook: 'kube-proxy needs iptables, and a kernel with the module nf_conntrack.',
    source: 'talosctl health (kube-proxy)',
    entails: ['svc.nodeport', 'net.dns_pod'],
    matches: ({ pod }) => pod.labels['k8s-app'] === 'kube-proxy',
    what: crashesForNode,
  },
  {
    id: 'sys.control_plane',
    title: 'A part of the control plane stops again and again',
    why: 'The API is slow or away, and nothing is scheduled.',
    advice: 'kubectl -n kube-system logs POD --previous',
    runbook:
      'etcd wants a fast card (disk.slow); all parts want memory (hw.memory) and valid certificates (cert.expired).',
    source: 'k3s#2853; talosctl health (static pods)',
    matches: ({ pod }) => pod.labels.tier === 'control-plane',
    what: crashesForNode,
  },
  {
    id: 'sys.coredns',
    title: 'CoreDNS stops again and again',
    why: 'Pods find no names.',
    advice: 'kubectl -n kube-system logs deployment/coredns',
    runbook:
      'Its configuration (kubectl -n kube-system edit configmap coredns) has a mistake, or it cannot reach the API.',
    source: 'talosctl health (coredns)',
    entails: ['dns.coredns', 'net.dns_pod'],
    matches: ({ pod }) => pod.labels['k8s-app'] === 'kube-dns',
    what: crashes,
  },
  {
    id: 'pods.crashing',
    title: 'A pod stops again and again',
    why: 'Its Services do not answer.',
    advice: logs,
    runbook:
      'The words in brackets are the last of its log. A wrong command, a missing file or variable, too little memory are usual.',
    source: 'Kubernetes: debug pods',
    matches: () => true,
    what: crashes,
  },
];

export default rows.map(
  ({ matches: _, what, ...about }): Check =>
    objectsCheck({
      ...about,
      besides: () => ({ architecture }),
      probes,
      *find(objects, view) {
        for (const crash of crashesIn(objects, view)) {
          if (rows.find((row) => row.matches(crash))?.id !== about.id) continue;
          const { pod, container } = crash;
          const advice = filledAdvice(about, { NAMESPACE: pod.namespace, POD: pod.name, IMAGE: container.image });
          yield { node: pod.node, what: what(crash), advice };
        }
      },
    }),
);
