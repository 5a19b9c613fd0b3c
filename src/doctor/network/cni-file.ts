import { distributionOf } from '../../distributions/table.ts';
import { at, isList, isMap, type Json } from '../../facts/cluster/json.ts';
import { type CniConfiguration, cniConfigurations } from '../../facts/cni-configurations.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { manifestDocuments } from '../../resources/manifest-documents.ts';
import { differences } from '../../resources/object-differences.ts';
import { nodeCheck } from '../check.ts';
import { jsonMistake } from '../json-mistake.ts';

/** The file that Flannel's pod copies out of its ConfigMap; Flannel inside k3s writes one of its own. */
const own = '/etc/cni/net.d/10-flannel.conflist';

function wantedContent(): Json | undefined {
  const documents = manifestDocuments('flannel.yaml') as readonly Json[];
  const texts = documents.map((document) => at(document, 'data', 'cni-conf.json'));
  return JSON.parse(String(texts.find((text) => text !== undefined) ?? 'null'));
}

/** Says what is wrong with a configuration, as the end of a sentence; undefined when nothing is. */
function faultIn({ path, content }: CniConfiguration): string | undefined {
  if (content.trim() === '') return 'is empty';
  const mistake = jsonMistake(content);
  if (mistake) return `is damaged, line ${mistake.line}: ${mistake.what}`;
  const value: Json = JSON.parse(content);
  const plugins = at(value, 'plugins') ?? (path.endsWith('.conflist') ? undefined : [value]);
  if (!isList(plugins) || plugins.length === 0) return 'names no plugins';
  if (!plugins.every((plugin) => isMap(plugin) && typeof plugin.type === 'string'))
    return 'has a plugin without a type';
  if (typeof at(value, 'name') !== 'string') return 'has no name';
  const [first] = path === own ? differences(wantedContent() ?? null, value) : [];
  return first && `is not as Flannel writes it: ${first.path} is ${JSON.stringify(first.actual ?? null)}`;
}

/** Says what a person types so that Flannel writes the file anew. */
function advice(cluster: Pick<Cluster, 'distribution'>): readonly string[] {
  return [distributionOf(cluster).restartFlannel];
}

export default [
  nodeCheck({
    id: 'cni.file',
    when: 'member',
    title: 'The configuration of the pod network is damaged',
    why: 'The node becomes NotReady, or its new pods get no network.',
    advice: 'kubectl -n kube-flannel delete pod --field-selector spec.nodeName={node}',
    runbook:
      'containerd reads the first file of /etc/cni/net.d for each pod. A power cut leaves files empty or cut off; an editor leaves mistakes. Flannel writes its file anew when it starts.',
    source: 'kubernetes#107127; flannel#820; containerd: failed to load CNI config',
    entails: ['node.ready', 'pods.stuck', 'cni.bridge'],
    entailsAnywhere: ['pods.rollout', 'node.waiting'],
    needs: () => ({ configurations: cniConfigurations }),
    judge({ cluster, facts: { configurations } }) {
      const found = configurations.flatMap((file) => {
        const fault = faultIn(file);
        return fault === undefined ? [] : [`${file.path} ${fault}`];
      });
      return found.length > 0 ? { what: found.join('; '), advice: advice(cluster) } : undefined;
    },
  }),
];
