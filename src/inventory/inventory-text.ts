import { Document, isMap, isScalar, isSeq, type Pair, visit } from 'yaml';
import { schemaFile } from './json-schema.ts';
import type { Path } from './mistakes.ts';
import type { InventoryFile } from './schema.ts';

/** Comments to write after single values. */
export type Remarks = readonly { readonly path: Path; readonly text: string }[];

// The comments above keys, by the names of the keys that lead to them, without indexes of lists.
const comments: Readonly<Record<string, string>> = {
  'cluster.distribution':
    ' k3s: the small Kubernetes, for nodes with 1 GB of memory. kubeadm: upstream, its control plane needs 2 GB.',
  'cluster.endpoint': ' The address and port that the control planes share.',
  'cluster.sharedAddress': ' An address that no machine has: the control planes hand it to one another.',
  cloudy: ' Cloudy, the community cloud in which Services of the cluster appear.',
  'cloudy.serf.join': ' Nodes of your community; without them your nodes are a Cloudy of their own.',
  defaults: " For every node; a node's own value wins.",
  'defaults.ssh.password': ' Where the password is: {env: NAME}, {file: PATH} or {prompt: true}. Never its text.',
  'defaults.network': ' The network of the nodes and its router.',
};

const nodesComment = ` One entry for each machine. role: control-plane (1, 3 or 5 of them) or worker.
 address: where SSH finds it now. staticAddress: what microcloud sets it to for good.`;

/** Writes an inventory as people would: with comments, and blank lines between the groups. */
export function inventoryText(inventory: InventoryFile, notes: readonly string[] = [], remarks: Remarks = []): string {
  const document = new Document(inventory, { aliasDuplicateObjects: false });
  const heading = [
    ` yaml-language-server: $schema=${schemaFile}`,
    ` The nodes of ${inventory.cluster.name}, and what to make of them.`,
    ' After editing: microcloud inventory check. All fields are shown in inventory.example.yaml.',
    ...notes.map((note) => ` Note: ${note}`),
  ];
  document.commentBefore = heading.join('\n');
  visit(document, {
    // A value that looks like a reference (${NAME}) is only text here.
    Scalar: (key, scalar) => {
      if (key !== 'key' && typeof scalar.value === 'string')
        scalar.value = scalar.value.replaceAll(/\$(?=[${])/g, '$$$$');
    },
    Pair: (_, pair, ancestors) => decorate(pair, ancestors.filter(isPair).map(keyOf)),
  });
  for (const { path, text } of remarks) {
    const value = document.getIn(path, true);
    if (isScalar(value)) value.comment = ` ${text}`;
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function decorate(pair: Pair, parents: readonly string[]): void {
  const { key, value } = pair;
  if (!isScalar(key)) return;
  const path = [...parents, keyOf(pair)].join('.');
  const comment = path === 'nodes' ? nodesComment : comments[path];
  if (comment) key.commentBefore = comment;
  if (parents.length === 0 && path !== 'cluster') key.spaceBefore = true;
  if (/(password|Password|nameservers|taints|join)$/.test(path) && (isMap(value) || isSeq(value))) value.flow = true;
  if (path === 'nodes' && isSeq(value))
    for (const node of value.items.slice(1)) if (isMap(node)) node.spaceBefore = true;
}

function isPair(ancestor: unknown): ancestor is Pair {
  return typeof ancestor === 'object' && ancestor !== null && 'key' in ancestor && 'value' in ancestor;
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}
