import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { translated } from '../../src/doctor/cluster/words.ts';
import { causeIn } from '../../src/facts/journal-causes.ts';
import { pullWords } from '../../src/facts/pull-causes.ts';

const image = 'docker.io/rancher/mirrored-pause:3.6';
const failed = `failed to pull and unpack image "${image}": `;
const unresolved = `${failed}failed to resolve reference "${image}": `;
const head = 'failed to do request: Head "https://registry-1.docker.io/v2/rancher/mirrored-pause/manifests/3.6": ';

/** What containerd says of an image that does not come, by who has reported it: the cause in a journal, and that of a pod. */
const reports: Readonly<Record<string, readonly [line: string, cause: RegExp, words: RegExp]>> = {
  'k3s-io/k3s#5502': [
    `${failed}failed to unpack image on snapshotter overlayfs: unexpected media type text/html for sha256:6066: not found`,
    /^A web page comes in place of an image: /,
    /^a web page comes in its place: /,
  ],
  'k3s-io/k3s#762': [
    `${unresolved}${head}Proxy Authentication Required`,
    /^The proxy of a service does not answer, or wants /,
    /^the proxy of its node does not answer, or wants /,
  ],
  'a proxy that is off': [
    `${unresolved}${head}proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused`,
    /^The proxy of a service does not answer, /,
    /^the proxy of its node does not answer, /,
  ],
  'a registry at home': [
    `${unresolved}${head}http: server gave HTTP response to HTTPS client`,
    /^A registry speaks HTTP, not HTTPS: /,
    /^its registry speaks HTTP, not HTTPS: /,
  ],
  'a login that nobody gave': [
    `${unresolved}failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=x: 401 Unauthorized`,
    /^A registry has no such image, or wants a login: /,
    /^its registry has no such image, or wants a login/,
  ],
  'a name with a mistake': [
    `${unresolved}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
    /^A registry has no such image, or wants a login: /,
    /^its registry has no such image, or wants a login/,
  ],
  'a registry that answers in capitals': [
    `${unresolved}unexpected status from HEAD request to https://quay.io/v2/x/y/manifests/1: 401 UNAUTHORIZED`,
    /^A registry has no such image, or wants a login: /,
    /^its registry has no such image, or wants a login/,
  ],
  'a certificate for another name': [
    `${unresolved}${head}tls: failed to verify certificate: x509: certificate is valid for nas.lan, not registry.lan`,
    /^A registry has a certificate that the node does not trust: /,
    /^its registry has a certificate that the node does not trust: /,
  ],
  'a file that may not be written': [
    `${failed}failed to extract layer sha256:1860: mount callback failed on /tmp/x: permission denied`,
    /^E0101 kubelet/,
    /^rpc error: /,
  ],
  'a containerd that does not run': [
    'failed to pull image "x": connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"',
    /^containerd does not run: /,
    /^rpc error: /,
  ],
  'a node whose clock is wrong': [
    `${unresolved}${head}tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2019-02-14T10:12:03Z is before 2026-01-01T00:00:00Z`,
    /^The certificate of a registry is not valid now: /,
    /^the certificate of its registry is not valid now: its node's clock/,
  ],
  'containerd/containerd#3974': [
    `${failed}failed commit on ref "layer-sha256:1860": unexpected commit digest sha256:e3b0, expected sha256:1860: failed precondition`,
    /^An image arrives damaged\. .*ingest/,
    /^it arrives damaged: /,
  ],
};

describe('an image that does not come', () => {
  for (const [report, [line, cause, words]] of Object.entries(reports)) {
    it(`has its cause as in ${report}`, () => {
      assert.match(causeIn(`E0101 kubelet.go:1] "Failed" err="rpc error: ${line}"\n`), cause);
      assert.match(translated(pullWords, `rpc error: code = Unknown desc = ${line}`), words);
    });
  }
});
