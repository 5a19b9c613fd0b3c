import { isDeepStrictEqual } from 'node:util';
import type { Document } from 'yaml';
import { UserError } from '../errors.ts';
import { type AdminAccess, kubeconfigText, lists, revealedEntries } from './admin-access.ts';
import { entryOf, putEntry, readKubeconfig } from './read-kubeconfig.ts';

export interface MergeOptions {
  /** The file as people know it, for messages. */
  readonly file: string;
  /** Replace entries of the same names that are about something else. */
  readonly force: boolean;
  /** Make it the current context even when there is one. */
  readonly use: boolean;
}

export interface Merged {
  readonly text: string;
  /** Entries about something else are gone from this text. */
  readonly replaced: boolean;
  readonly currentContext: string;
}

/**
 * Puts an access into the text of a kubeconfig. Everything else stays, comments included. Pure.
 * @throws UserError when the text is no kubeconfig, or its entries of these names are about something else.
 */
export function mergeAccess(text: string, access: AdminAccess, { file, force, use }: MergeOptions): Merged {
  if (text.trim() === '') return { text: kubeconfigText(access), replaced: false, currentContext: access.name };
  const document = readKubeconfig(text, file);
  const before = document.toJS();
  const conflict = conflictIn(document, access, file);
  if (conflict && !force) throw new UserError(conflict, { hints: waysOut(access.name) });
  const wanted = revealedEntries(access);
  for (const list of lists) {
    // In entries that exist only the credentials can be stale. What people added to the others stays.
    const isKnown = list !== 'users' && !conflict && entryOf(document, list, wanted[list].name) !== undefined;
    if (!isKnown) putEntry(document, list, wanted[list]);
  }
  const had = document.get('current-context');
  const currentContext = use || typeof had !== 'string' || had === '' ? access.name : had;
  if (currentContext !== had) document.set('current-context', currentContext);
  const replaced = conflict !== undefined;
  if (isDeepStrictEqual(document.toJS(), before)) return { text, replaced, currentContext };
  // The style stays as it is: kubectl begins lists in the column of their key, people may not.
  const style = { lineWidth: 0, indentSeq: !/^- /m.test(text), flowCollectionPadding: /[{[] /.test(text) };
  return { text: document.toString(style), replaced, currentContext };
}

/** Says for what else the needed names stand already; undefined when they are free or are this cluster's. */
function conflictIn(document: Document, access: AdminAccess, file: string): string | undefined {
  const { name, user, server, certificateAuthority } = access;
  const cluster = entryOf(document, 'clusters', name);
  const context = entryOf(document, 'contexts', name);
  const at = cluster?.getIn(['cluster', 'server']);
  if (cluster && at !== server)
    return `The cluster "${name}" in ${file} is another one: it is at ${at}, not ${server}.`;
  if (cluster && cluster.getIn(['cluster', 'certificate-authority-data']) !== certificateAuthority) {
    return `The cluster "${name}" in ${file} has other certificates: it was made anew since, or it is another one.`;
  }
  const [leadsTo, as] = [context?.getIn(['context', 'cluster']), context?.getIn(['context', 'user'])];
  if (context && (leadsTo !== name || as !== user)) {
    return `The context "${name}" in ${file} leads elsewhere: to the cluster "${leadsTo}" as "${as}".`;
  }
  if (!cluster && entryOf(document, 'users', user)) return `The user "${user}" in ${file} belongs to another cluster.`;
  return undefined;
}

function waysOut(name: string): readonly string[] {
  return [
    'microcloud kubeconfig --force (replaces it; the file as it was is kept beside it)',
    `microcloud kubeconfig --output ${name}.yaml (a file of its own)`,
  ];
}
