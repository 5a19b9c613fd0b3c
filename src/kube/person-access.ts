import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { refusalReason } from '../refused-file.ts';
import type { Secret } from '../shell/sh.ts';
import { writtenYaml } from '../written-yaml.ts';
import { updateKubeconfigs } from './kubeconfig-file.ts';
import { decodeKubeconfig, readKubeconfig } from './read-kubeconfig.ts';

/** How a person reaches a cluster. */
export interface PersonAccess {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly person: string;
  /** https://host:port */
  readonly server: string;
  /** The namespace that kubectl uses by default. */
  readonly namespace: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly certificate: string;
  /** The person's key as PEM, or the path of the file that has it, as seen from the kubeconfig's folder. */
  readonly key: Secret | string;
}

/** Names the context, by which kubectl and people tell one access from another. */
export function contextOf(cluster: string, person: string): string {
  return `${cluster}-${person}`;
}

/** Makes a kubeconfig with this access only. It may hold a key: only its owner may read the file. */
export function personKubeconfig(access: PersonAccess): string {
  const { cluster: name, person, server, namespace, certificateAuthority, certificate, key } = access;
  const context = contextOf(name, person);
  const inside = typeof key === 'string' ? { 'client-key': key } : { 'client-key-data': base64(key.reveal()) };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ cluster: { 'certificate-authority-data': base64(certificateAuthority), server }, name }],
    contexts: [{ context: { cluster: name, namespace, user: context }, name: context }],
    'current-context': context,
    users: [{ name: context, user: { 'client-certificate-data': base64(certificate), ...inside } }],
  };
  return writtenYaml(config, { lineWidth: 0, indentSeq: false });
}

/**
 * Writes a person's kubeconfig, mode 0600, in the place of an earlier one of the same person.
 * @throws UserError when something else is in the file.
 */
export async function writePersonAccess(path: string, person: PersonAccess): Promise<void> {
  const file = resolve(path);
  await requireFree(file, contextOf(person.cluster, person.person));
  await updateKubeconfigs([file], () => ({ files: [{ file, text: personKubeconfig(person), replaced: false }] }));
}

/** Checks that a path is free, or has a kubeconfig of this context. @throws UserError when something else is there */
export async function requireFree(path: string, context: string): Promise<void> {
  const bytes = await readFile(resolve(path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UserError(`${path} cannot be read: ${refusalReason(error)}.`, {
      hints: [otherFile],
      exitCode: 2,
    });
  });
  if (bytes === undefined) return;
  if (readKubeconfig(decodeKubeconfig(bytes, path), path).get('current-context') === context) return;
  throw new UserError(`${path} is there already, and is no access of ${context}.`, { hints: [otherFile], exitCode: 2 });
}

const otherFile = '--output FILE writes another one';

function base64(pem: string): string {
  return Buffer.from(pem).toString('base64');
}
