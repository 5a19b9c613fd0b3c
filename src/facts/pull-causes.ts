import type { Causes } from '../causes.ts';

/** Why an image does not come, from a registry or something on the way to it. */
interface PullFault {
  readonly said: RegExp;
  /** The end of a sentence about the image of a pod. */
  readonly ofPod: string;
  /** What a journal with such a line means; undefined where it tells no more than the line. */
  readonly inJournal?: string;
  /** Not only of images: it has this meaning in every line of a journal. */
  readonly anywhere?: true;
}

/** What registries and containerd say, most telling first. */
const pullFaults: readonly PullFault[] = [
  {
    said: /no match for platform|no matching manifest/,
    ofPod: 'there is none for the architecture of its node',
  },
  {
    said: /proxyconnect tcp|Proxy Authentication Required/,
    ofPod: 'the proxy of its node does not answer, or wants a user and a password',
    inJournal:
      'The proxy of a service does not answer, or wants a user and a password: systemctl show -p Environment -p EnvironmentFiles containerd k3s k3s-agent kubelet shows it. Addresses of nodes belong into NO_PROXY.',
    anywhere: true,
  },
  {
    said: /media type text\/html/,
    ofPod:
      'a web page comes in its place: the login page of a network, a proxy, or a mirror whose URL in cluster.registries lacks a part',
    inJournal:
      'A web page comes in place of an image: the login page of a network, a proxy, or a mirror whose URL in cluster.registries lacks a part.',
    anywhere: true,
  },
  {
    said: /server gave HTTP response to HTTPS client/,
    ofPod: 'its registry speaks HTTP, not HTTPS: write its URL with http:// under cluster.registries.mirrors',
    inJournal: 'A registry speaks HTTP, not HTTPS: write its URL with http:// under cluster.registries.mirrors.',
  },
  {
    said: /toomanyrequests|pull rate limit/,
    ofPod: 'its registry limits downloads',
    inJournal:
      'Docker Hub gives no more images to this network for some hours: wait, or name a mirror in cluster.registries.',
  },
  {
    said: /x509: certificate has expired or is not yet valid/,
    ofPod:
      "the certificate of its registry is not valid now: its node's clock is wrong, or the registry has let it end",
    inJournal:
      "The certificate of a registry is not valid now: the node's clock is wrong (microcloud doctor says by how much), or the registry has let it end.",
  },
  {
    said: /x509: /,
    ofPod: 'its registry has a certificate that the node does not trust: write it under cluster.registries.ca',
    inJournal: 'A registry has a certificate that the node does not trust: write it under cluster.registries.ca.',
  },
  { said: /no space left/, ofPod: 'the card of its node is full' },
  {
    said: /unexpected commit digest|failed size validation/,
    ofPod: 'it arrives damaged: a broken download is left on its node, a proxy changes it, or the card is bad',
    inJournal:
      'An image arrives damaged. A broken download may be left: sudo rm -r /var/lib/containerd/io.containerd.content.v1.content/ingest (with k3s below /var/lib/rancher/k3s/agent/containerd), and reboot. Else a proxy changes it, or the card is bad.',
  },
  {
    said: /\b401 [Uu]|\b403 [Ff]|(?:^|: )(?:unauthorized|denied)\b|(?:access|resource is) denied|no basic auth|insufficient_scope/,
    ofPod: 'its registry has no such image, or wants a login',
    inJournal:
      'A registry has no such image, or wants a login: look at the name of the image, and at imagePullSecrets of its pod.',
  },
  {
    // A socket of this node is no registry.
    said: /no such host|server misbehaving|i\/o timeout|(?<!unix \S+ connect: )connection refused|no route to host|network is unreachable|Try again|TLS handshake timeout/,
    ofPod: 'its registry cannot be reached',
    inJournal: 'An image cannot be downloaded: look at DNS and the way to the internet.',
  },
  { said: /not found|manifest unknown/, ofPod: 'there is no such image' },
];

/** What registries and containerd say of the image of a pod, in plain words. */
export const pullWords: Causes = pullFaults.map(({ said, ofPod }) => [said, ofPod]);

const ofAnImage = /(?:pull (?:and unpack )?images?|resolve (?:image|reference)|commit on ref)\b.*/;

/** The same, in a journal. */
export const pullCauses: Causes = pullFaults.flatMap(({ said, inJournal, anywhere }): Causes => {
  if (inJournal === undefined) return [];
  return [[anywhere ? said : new RegExp(`${ofAnImage.source}(?:${said.source})`), inJournal]];
});
