import { decodeTag, servicesTag } from '../../publisher/tag.ts';
import { sh } from '../../src/shell/sh.ts';
import type { Run } from '../../src/tasks/run.ts';
import type { Connection } from '../../src/transport/connection.ts';
import { succeed } from './on-node.ts';

interface Entry {
  readonly s: string;
  readonly d: string;
  readonly i: string;
  readonly p: string;
  readonly e: string;
}

interface Members {
  readonly members: readonly { readonly tags: Readonly<Record<string, string>> }[];
}

/**
 * Shows Cloudy's list as a node without a publisher sees it: with the page's Service, without it, and with it again.
 */
export async function showCloudy(run: Run, say: (text: string) => void): Promise<void> {
  const connections = await Promise.all(run.nodes.map(run.connect));
  const [controlPlane] = connections;
  if (!controlPlane) throw new Error('the lab has no nodes');
  const annotate = (text: string) =>
    succeed(controlPlane, sh`KUBECONFIG=/etc/kubernetes/admin.conf kubectl annotate --overwrite service hello ${text}`);
  const isThere = (entries: readonly Entry[]) => entries.some(({ d }) => d === 'hello');
  try {
    await annotate('microcloud.cloudy/publish-');
    const first = (await until(controlPlane, isThere)).find(({ d }) => d === 'hello');
    const index = run.nodes.findIndex((node) => node.address !== first?.i);
    const viewer = connections[index] ?? controlPlane;
    say(`${viewer.node} sees in Cloudy what the others publish:`);
    for (const { d, i, p, e } of await until(viewer, isThere))
      say(`  ${d}  http://${i}:${p}/  of the microCloud "${e}"`);
    await annotate('microcloud.cloudy/publish=false');
    await until(viewer, (entries) => !isThere(entries));
    say('Withdrawn (kubectl annotate service hello microcloud.cloudy/publish=false): it is gone from the list.');
    await annotate('microcloud.cloudy/publish-');
    await until(viewer, isThere);
    say('And published again.');
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** Shows Cloudy's list as a node sees it, once all of these names are in it. */
export async function showList(run: Run, names: readonly string[], say: (text: string) => void): Promise<void> {
  const [node] = run.nodes;
  if (!node) throw new Error('the lab has no nodes');
  const connection = await run.connect(node);
  try {
    const hasAll = (entries: readonly Entry[]) => names.every((name) => entries.some(({ d }) => d === name));
    for (const { d, i, p } of await until(connection, hasAll)) say(`  ${d}  http://${i}:${p}/`);
  } finally {
    connection.close();
  }
}

/** Reads the Services of Kubernetes in Cloudy's list, which nodes keep in tags of Serf. */
async function entriesOn(connection: Connection): Promise<readonly Entry[]> {
  const { stdout } = await succeed(connection, sh`serf members -status=alive -format=json`);
  const { members }: Members = JSON.parse(stdout);
  const lists = members.map(({ tags }) => decodeTag(tags[servicesTag]));
  const entries = lists.flatMap((list) => (list.kind === 'entries' ? list.entries : []));
  return entries.map((entry) => JSON.parse(entry) as Entry).filter(({ s }) => s === 'kubernetes');
}

async function until(connection: Connection, holds: (entries: readonly Entry[]) => boolean): Promise<readonly Entry[]> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const entries = await entriesOn(connection);
    if (holds(entries)) return entries;
    if (Date.now() > deadline) throw new Error(`Cloudy's list on ${connection.node} does not change`);
    await new Promise((next) => setTimeout(next, 500));
  }
}
