import { kubeadmRunning } from '../../facts/cluster/member-state.ts';
import { type Script, Secret, sh } from '../../shell/sh.ts';
import { writtenYaml } from '../../written-yaml.ts';

type Json = string | number | boolean | null | Secret | readonly Json[] | { readonly [key: string]: Json };
/** A document of kubeadm's configuration: a token or a key in it is a Secret. */
export type Document = { readonly [key: string]: Json };

export const criSocket = 'unix:///run/containerd/containerd.sock';

/** What is done around kubeadm, and how it is called. */
export interface Around {
  readonly options?: readonly string[];
  /** Runs before kubeadm, and again in a run after an interrupted one. */
  readonly before?: Script;
  /** Runs after kubeadm, and again in a run after an interrupted one. */
  readonly after?: Script;
}

/**
 * Runs kubeadm with a file of settings: no token and no key is in its arguments. What an interrupted run left is reset
 * first.
 */
export function runKubeadm(
  verb: 'init' | 'join',
  documents: readonly Document[],
  { options = [], before = sh`:`, after = sh`:` }: Around = {},
): Script {
  return sh`if [ -e ${kubeadmRunning} ]; then kubeadm reset --force --cri-socket ${criSocket}; fi
mkdir -p /var/lib/microcloud
: >${kubeadmRunning}
${before}
( umask 077; printf %s ${asYaml(documents)} >/run/microcloud/kubeadm.yaml )
code=0
kubeadm ${verb} --config /run/microcloud/kubeadm.yaml ${options} || code=$?
rm -f /run/microcloud/kubeadm.yaml
[ $code -eq 0 ] || exit $code
${after}
rm -f ${kubeadmRunning}`;
}

/** Writes documents as one text of YAML. The secrets in it show as their labels. */
export function asYaml(documents: readonly Document[]): Secret {
  const all = (convert: (document: Document) => unknown) =>
    documents.map((item) => writtenYaml(convert(item))).join('---\n');
  return new Secret(
    all((document) => JSON.parse(JSON.stringify(document))),
    () => all(revealed),
  );
}

function revealed(value: Json): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealed(item)]));
}
