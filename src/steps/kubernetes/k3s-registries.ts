import { k3sPaths } from '../../distributions/k3s-paths.ts';
import { defineStep } from '../../engine/model.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import { fileFact } from '../../facts/file.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { ownRegistry } from '../../resources/image-registry.ts';
import { replaceFile } from '../../resources/replace-file.ts';
import { writtenYaml } from '../../written-yaml.ts';
import { hostsOf, trustIn, writtenHost } from '../runtime/registry-endpoints.ts';
import { restartWhen } from './k3s-settings.ts';

export default defineStep({
  id: 'cri.registries',
  title: 'Registries of k3s',
  only: 'k3s',
  needs: ({ cluster }) => ({ file: fileFact(k3sPaths.registries), state: memberState(cluster) }),
  *plan({ cluster, nodes, facts: { file, state } }) {
    const { registries } = cluster;
    const own = ownRegistry(cluster, nodes);
    const isEmpty = Object.keys(registries).length === 0 && own === undefined;
    // A file that people wrote stays as it is until the inventory says something about registries.
    if (isEmpty && !(file.exists && file.content.startsWith(heading))) return;
    const wanted = { content: registriesYaml(registries, own), mode: '600', ...restartWhen(state) };
    const summary = `${file.path} was not written by microcloud, and no longer counts, nor do its mirrors, certificates and passwords of registries`;
    const hint =
      'Write its mirrors and certificates under cluster.registries. Passwords are not there: pods take them from imagePullSecrets';
    yield* replaceFile(file, wanted, { summary, hint });
  },
});

const heading = '# Written by microcloud: cluster.registries in the inventory.';

/** Writes registries.yaml: https://docs.k3s.io/installation/private-registry */
function registriesYaml(registries: Cluster['registries'], own: ReturnType<typeof ownRegistry>): string {
  const mirrors = { ...registries.mirrors, ...(own ? { [own.host]: [own.url] } : {}) };
  const hosts = new Set([...hostsOf(registries), ...Object.values(mirrors).flat().map(writtenHost)]);
  const configs = [...hosts].flatMap((host): readonly (readonly [string, object])[] => {
    if (own && host === writtenHost(own.url)) return [[host, { tls: tlsOf(own) }]];
    const { ca, isInsecure } = trustIn(host, registries);
    if (!ca && !isInsecure) return [];
    return [[host, { tls: { ...(ca ? { ca_file: ca } : {}), ...(isInsecure ? { insecure_skip_verify: true } : {}) } }]];
  });
  const content = {
    ...(Object.keys(mirrors).length === 0
      ? {}
      : { mirrors: Object.fromEntries(Object.entries(mirrors).map(([host, endpoint]) => [host, { endpoint }])) }),
    ...(configs.length === 0 ? {} : { configs: Object.fromEntries(configs) }),
  };
  return `${heading}\n${Object.keys(content).length === 0 ? '' : writtenYaml(content)}`;
}

/** Names the node's certificate, by which the registry of the cluster itself knows it. */
function tlsOf({ tls }: NonNullable<ReturnType<typeof ownRegistry>>) {
  return { ca_file: tls.ca, cert_file: tls.certificate, key_file: tls.key };
}
