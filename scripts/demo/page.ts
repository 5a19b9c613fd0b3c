import type { Artifact } from '../../src/artifacts/artifact-table.ts';
import type { Node } from '../../src/inventory/schema.ts';
import { sh } from '../../src/shell/sh.ts';
import type { Run } from '../../src/tasks/run.ts';
import type { Connection } from '../../src/transport/connection.ts';
import { importImage, succeed } from './on-node.ts';

const nodePort = 30080;

/** Images of a web server: the lab's own where it is built here, else the one of Kubernetes' tests. */
const images = {
  built: { name: 'ghcr.io/microcloud-cloudy/hello:1', args: [] },
  published: { name: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: ['netexec', '--http-port=8080'] },
} as const;

/** Brings the image to all nodes, and lets Kubernetes run two pods of it behind a NodePort. */
export async function deployPage(run: Run): Promise<void> {
  const image = run.inventory.artifacts?.bundle === undefined ? images.published : images.built;
  const connections = await Promise.all(run.nodes.map(run.connect));
  try {
    await Promise.all(connections.map((connection) => bringImage(run, connection, image.name)));
    const [first] = connections.filter((_, index) => run.nodes[index]?.role === 'control-plane');
    if (!first) throw new Error('the lab has no control plane');
    await succeed(
      first,
      sh`export KUBECONFIG=/etc/kubernetes/admin.conf
printf %s ${JSON.stringify(manifest(image))} | kubectl apply -f - >/dev/null
kubectl rollout status deployment/hello --timeout=180s >/dev/null
kubectl wait --for=condition=Ready node --all --timeout=60s >/dev/null
kubectl -n kube-system wait --for=condition=Available deployment/coredns --timeout=120s >/dev/null`,
    );
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function bringImage(run: Run, connection: Connection, name: string): Promise<void> {
  const { stdout } = await succeed(connection, sh`dpkg --print-architecture`);
  const arch = stdout.trim() as Artifact['arch'];
  const artifact: Artifact = { kind: 'image', name, version: 'demo', arch, origin: name };
  await importImage(connection, artifact, await run.store.fetch(artifact));
}

/** Fetches the page from this node's address. Tries for up to a minute, as kube-proxy may not know the Service yet. */
export async function fetchPage(node: Node): Promise<string> {
  const url = `http://${node.address}:${nodePort}/`;
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
      if (response.ok) return `${url}  ${headline(await response.text())}`;
      throw new Error(`HTTP ${response.status}`);
    } catch (cause) {
      if (Date.now() > deadline) throw new Error(`${url} does not answer: ${String(cause)}`, { cause });
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function headline(page: string): string {
  return /<h1>(.*?)<\/h1>/.exec(page)?.[1] ?? page.trim();
}

function manifest({ name, args }: { readonly name: string; readonly args: readonly string[] }) {
  const labels = { app: 'hello' };
  const container = { name: 'hello', image: name, imagePullPolicy: 'Never', args };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  const spec = { replicas: 2, selector: { matchLabels: labels }, template };
  const ports = [{ port: 80, targetPort: 8080, nodePort }];
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'hello' }, spec },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'hello' },
        spec: { type: 'NodePort', selector: labels, ports },
      },
    ],
  };
}
