import type { Causes } from '../causes.ts';

/** Why an image does not come, from a registry or something on the way to it. */
export const pullCauses: Causes = [
  [
    /proxyconnect tcp|Proxy Authentication Required/,
    'The proxy of a service does not answer, or wants a user and a password: systemctl show -p Environment -p EnvironmentFiles containerd k3s k3s-agent kubelet shows it. Addresses of nodes belong into NO_PROXY.',
  ],
  [
    /unexpected media type text\/html/,
    'A web page comes in place of an image: the login page of a network, a proxy, or a mirror whose URL in cluster.registries lacks a part.',
  ],
  [
    /(?:pull|resolve).*server gave HTTP response to HTTPS client/,
    'A registry speaks HTTP, not HTTPS: write its URL with http:// under cluster.registries.mirrors.',
  ],
  [
    /(?:pull|resolve).*toomanyrequests/,
    'Docker Hub gives no more images to this network for some hours: wait, or name a mirror in cluster.registries.',
  ],
  [
    /(?:pull|resolve).*x509: certificate signed by unknown authority/,
    'A registry has a certificate that the node does not trust: write it under cluster.registries.',
  ],
  [
    /(?:pull|resolve).*x509: certificate has expired or is not yet valid/,
    "The certificate of a registry is not valid now: the node's clock is wrong (microcloud doctor says by how much), or the registry has let it end.",
  ],
  [
    /(?:pull|resolve).*(?:401 Unauthorized|403 Forbidden|: unauthorized|: denied|access denied|no basic auth credentials|insufficient_scope)/,
    'A registry has no such image, or wants a login: look at the name of the image, and at imagePullSecrets of its pod.',
  ],
  [
    /(?:pull|failed commit on ref).*(?:unexpected commit digest|failed size validation)/,
    'An image arrives damaged. A broken download may be left: sudo rm -r /var/lib/containerd/io.containerd.content.v1.content/ingest (with k3s below /var/lib/rancher/k3s/agent/containerd), and reboot. Else a proxy changes it, or the card is bad.',
  ],
  [
    /pull (and unpack )?image .*(no such host|i\/o timeout|connection refused|no route to host|server misbehaving|Try again|network is unreachable|TLS handshake timeout)/,
    'An image cannot be downloaded: look at DNS and the way to the internet.',
  ],
];
