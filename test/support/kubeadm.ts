import { parseAllDocuments } from 'yaml';
import type { Finding, Scope } from '../../src/engine/model.ts';
import { Secret } from '../../src/shell/sh.ts';

/** Secrets of a cluster that exists. Unlike the pending secrets of a plan they can be sent. */
export const sharedSecrets: Scope['secrets'] = {
  joinToken: new Secret('join token', () => 'abcdef.0123456789abcdef'),
  caCertHash: new Secret('CA hash', () => `sha256:${'0'.repeat(64)}`),
  certificateKey: new Secret('certificate key', () => 'c'.repeat(64)),
  serverToken: new Secret('server token', () => `K10${'0'.repeat(64)}::server:${'5'.repeat(32)}`),
  agentToken: new Secret('agent token', () => `K10${'0'.repeat(64)}::node:${'a'.repeat(32)}`),
  serfKey: new Secret("Serf's key", () => `${'k'.repeat(43)}=`),
};

// biome-ignore lint/suspicious/noExplicitAny: documents of kubeadm, of which each test knows a part
type Documents = Readonly<Record<string, any>>;

/** Reads the documents that the first change gives to kubeadm, by kind. */
export function documentsIn([finding]: readonly Finding[]): Documents {
  const script = finding?.kind === 'change' ? finding.script.wire : '';
  const quoted = /printf %s '([\s\S]*?)' >\/run\/microcloud\/kubeadm\.yaml/.exec(script)?.[1] ?? '';
  const documents = parseAllDocuments(quoted.replaceAll(`'\\''`, "'")).map((document) => document.toJS());
  return Object.fromEntries(documents.map((document) => [document.kind, document]));
}
