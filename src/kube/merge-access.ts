import { isDeepStrictEqual } from 'node:util';
import type { Document } from 'yaml';
import { UserError } from '../errors.ts';
import { type AdminAccess, type Entries, kubeconfigText, lists, revealedEntries } from './admin-access.ts';
import type { Edited, KubeFile } from './kubeconfig-file.ts';
import { entryOf, putEntry, readKubeconfig } from './read-kubeconfig.ts';

export interface MergeOptions {
  /** Whether to replace entries of the same names that are about something else. */
  readonly force: boolean;
  /** Whether to make the context the current one even when another is set. */
  readonly use: boolean;
}

export interface Merged extends Edited {
  /** The file that has the context now. */
  readonly file: string;
  readonly currentContext: string;
}

interface Open extends KubeFile {
  readonly document: Document;
}

/**
 * Puts an access into kubeconfigs, as kubectl does: an existing entry is changed in the first file that has it, a new
 * entry goes into the first file, and the current context is that of the first file that names one. Everything else
 * stays, comments included. Pure.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 * @throws UserError when a text is no kubeconfig, or its entries of these names are about something else.
 */
export function mergeAccess(files: readonly KubeFile[], access: AdminAccess, { force, use }: MergeOptions): Merged {
  const opened = files.map(({ file, text }) => ({ file, text, document: readKubeconfig(text, file) }));
  const [first] = opened;
  if (!first) throw new Error('there is no kubeconfig to write');
  const before = opened.map(({ document }) => document.toJS());
  const holderOf = (list: keyof Entries, name: string) =>
    opened.find(({ document }) => entryOf(document, list, name) !== undefined);
  const conflict = conflictIn(holderOf, access);
  if (conflict && !force) throw new UserError(conflict, { hints: waysOut(access.name) });
  const wanted = revealedEntries(access);
  const replaced = new Set<Open>();
  for (const list of lists) {
    const holder = holderOf(list, wanted[list].name);
    // Of existing entries only the user's credentials may be out of date. The cluster and the context stay as people
    // have edited them.
    if (list !== 'users' && !conflict && holder) continue;
    if (conflict && holder) replaced.add(holder);
    putEntry((holder ?? first).document, list, wanted[list]);
  }
  const had = opened.map(({ document }) => document.get('current-context')).find(isName);
  const currentContext = use || had === undefined ? access.name : had;
  if (currentContext !== had) first.document.set('current-context', currentContext);
  return {
    file: holderOf('contexts', access.name)?.file ?? first.file,
    currentContext,
    files: opened.map((one, index) => ({
      file: one.file,
      text: textOf(one, before[index], access),
      replaced: replaced.has(one),
    })),
  };
}

function textOf({ text, document }: Open, before: unknown, access: AdminAccess): string {
  if (isDeepStrictEqual(document.toJS(), before)) return text;
  // A kubeconfig may be written as JSON. It stays JSON, as its owner's programs may read nothing else.
  if (isJson(text)) return `${JSON.stringify(document.toJS(), null, 2)}\n`;
  const isWhole = document.get('current-context') === access.name;
  if (text.trim() === '' && isWhole) return kubeconfigText(access);
  // The style stays as it is: kubectl does not indent lists below their key, people may.
  const style = { lineWidth: 0, indentSeq: !/^- /m.test(text), flowCollectionPadding: /[{[] /.test(text) };
  return document.toString(text.trim() === '' ? { ...style, indentSeq: false } : style);
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

type HolderOf = (list: keyof Entries, name: string) => Open | undefined;

/** Says what else already has the names that are needed; undefined when they are free or belong to this cluster. */
function conflictIn(holderOf: HolderOf, access: AdminAccess): string | undefined {
  const { name, user, server, certificateAuthority } = access;
  const find = (list: keyof Entries, named: string) => {
    const holder = holderOf(list, named);
    return { file: holder?.file, entry: holder && entryOf(holder.document, list, named) };
  };
  const { file, entry: cluster } = find('clusters', name);
  const { file: contextFile, entry: context } = find('contexts', name);
  const at = cluster?.getIn(['cluster', 'server']);
  if (cluster && at !== server)
    return `The cluster "${name}" in ${file} is another one: it is at ${at}, not ${server}.`;
  if (cluster && cluster.getIn(['cluster', 'certificate-authority-data']) !== certificateAuthority) {
    return `The cluster "${name}" in ${file} has other certificates: it was made anew since, or it is another one.`;
  }
  const [leadsTo, as] = [context?.getIn(['context', 'cluster']), context?.getIn(['context', 'user'])];
  if (context && (leadsTo !== name || as !== user)) {
    return `The context "${name}" in ${contextFile} leads elsewhere: to the cluster "${leadsTo}" as "${as}".`;
  }
  const { file: userFile, entry: known } = find('users', user);
  return !cluster && known ? `The user "${user}" in ${userFile} belongs to another cluster.` : undefined;
}

function waysOut(name: string): readonly string[] {
  return [
    'microcloud kubeconfig --force (replaces it; the file as it was is kept beside it)',
    `microcloud kubeconfig --output ${name}.yaml (a file of its own)`,
  ];
}
