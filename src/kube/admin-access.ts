import * as z from 'zod';
import { UserError } from '../errors.ts';
import { parseForeignYaml } from '../foreign-yaml.ts';
import { Secret } from '../shell/sh.ts';
import { writtenYaml } from '../written-yaml.ts';

/** How an administrator reaches a cluster. */
export interface AdminAccess {
  /** Name of the cluster and of the context. */
  readonly name: string;
  /** Name of the user in the kubeconfig. */
  readonly user: string;
  /** https://host:port */
  readonly server: string;
  /** PEM as base64, as kubeconfigs have it. */
  readonly certificateAuthority: string;
  readonly clientCertificate: string;
  readonly clientKey: Secret;
}

/** The three entries of a kubeconfig, by the lists that they are in. */
export interface Entries {
  readonly clusters: { readonly cluster: Readonly<Record<string, string>>; readonly name: string };
  readonly contexts: { readonly context: Readonly<Record<string, string>>; readonly name: string };
  readonly users: { readonly name: string; readonly user: Readonly<Record<string, string>> };
}

/** In the order in which kubectl writes them. */
export const lists: readonly (keyof Entries)[] = ['clusters', 'contexts', 'users'];

const adminConfig = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ 'certificate-authority-data': z.string() }) })]),
  users: z.tuple([
    z.object({ user: z.object({ 'client-certificate-data': z.string(), 'client-key-data': z.string() }) }),
  ]),
});

/**
 * Reads the kubeconfig that kubeadm or k3s wrote on a control plane. Throws a UserError, which never quotes the text,
 * as it holds a key.
 */
export function accessFrom(text: Secret, cluster: { readonly name: string; readonly endpoint: string }): AdminAccess {
  const document = parseForeignYaml(text.reveal(), { prettyErrors: false });
  const parsed = document.errors.length > 0 ? undefined : adminConfig.safeParse(document.toJS());
  if (!parsed?.success) {
    throw new UserError(`${text.label} is not as it was made: it is no kubeconfig with certificates.`, {
      hints: ['look at it on the node: sudo kubeadm certs check-expiration'],
    });
  }
  const [{ cluster: made }] = parsed.data.clusters;
  const [{ user }] = parsed.data.users;
  const key = user['client-key-data'];
  return {
    name: cluster.name,
    user: `${cluster.name}-admin`,
    server: `https://${cluster.endpoint}`,
    certificateAuthority: made['certificate-authority-data'],
    clientCertificate: user['client-certificate-data'],
    clientKey: new Secret('client key', () => key),
  };
}

/** Makes the entries with the key revealed: for a file that only its owner may read. */
export function revealedEntries(access: AdminAccess): Entries {
  const { name, user, server, certificateAuthority, clientCertificate, clientKey } = access;
  return {
    clusters: { cluster: { 'certificate-authority-data': certificateAuthority, server }, name },
    contexts: { context: { cluster: name, user }, name },
    users: {
      name: user,
      user: { 'client-certificate-data': clientCertificate, 'client-key-data': clientKey.reveal() },
    },
  };
}

/** Writes a kubeconfig of this cluster alone. */
export function kubeconfigText(access: AdminAccess): string {
  const { clusters, contexts, users } = revealedEntries(access);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [clusters],
    contexts: [contexts],
    'current-context': access.name,
    users: [users],
  };
  return writtenYaml(config, { lineWidth: 0, indentSeq: false });
}
