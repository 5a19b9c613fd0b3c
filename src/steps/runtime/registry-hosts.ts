import { defineStep, type Finding } from '../../engine/model.ts';
import { commandFact } from '../../facts/command.ts';
import { type FileState, fileFact } from '../../facts/file.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { replaceFile } from '../../resources/replace-file.ts';
import { sh } from '../../shell/sh.ts';
import { type Endpoint, type Registry, registriesOf } from './registry-endpoints.ts';

const folder = '/etc/containerd/certs.d';
const heading = '# Written by microcloud: cluster.registries in the inventory.';

/** The files that microcloud wrote, wanted or not. */
const ours = commandFact(
  'registries of containerd',
  sh`[ ! -d ${folder} ] || grep -lsxF ${heading} ${folder}/*/hosts.toml || [ $? -le 2 ]`,
  (stdout) => stdout.split('\n').filter(Boolean),
);

// containerd reads these files at each pull: nothing needs a restart.
export default defineStep({
  id: 'cri.registries',
  title: "containerd's registries",
  only: 'kubeadm',
  needs: ({ cluster }) => ({
    ours,
    ...Object.fromEntries(filesOf(cluster).map(({ path }) => [path, fileFact(path)])),
  }),
  *plan({ cluster, facts: { ours: present, ...files } }): Iterable<Finding> {
    const states: Readonly<Record<string, FileState>> = files;
    const wanted = filesOf(cluster);
    for (const { path, content } of wanted) {
      const state = states[path];
      if (state) yield* replaceFile(state, { content });
    }
    for (const path of present.filter((one) => !wanted.some((file) => file.path === one))) {
      yield {
        kind: 'change',
        summary: `Remove ${path}`,
        script: sh`rm -f ${path}
rmdir -p --ignore-fail-on-non-empty ${path.slice(0, path.lastIndexOf('/'))}`,
      };
    }
  },
});

function filesOf({ registries }: Cluster): readonly { readonly path: string; readonly content: string }[] {
  return registriesOf(registries).map((registry) => ({
    path: `${folder}/${registry.host === '*' ? '_default' : registry.host}/hosts.toml`,
    content: hostsToml(registry),
  }));
}

/** https://github.com/containerd/containerd/blob/main/docs/hosts.md */
function hostsToml({ host, mirrors }: Registry): string {
  const server = host === '*' ? '' : `server = "https://${host === 'docker.io' ? 'registry-1.docker.io' : host}"\n`;
  return `${heading}\n${server}${mirrors.map(section).join('')}`;
}

function section({ url, ca, isInsecure, hasPath }: Endpoint): string {
  const lines = [
    `[host.${JSON.stringify(url)}]`,
    '  capabilities = ["pull", "resolve"]',
    ...(hasPath ? ['  override_path = true'] : []),
    ...(ca ? [`  ca = ${JSON.stringify(ca)}`] : []),
    ...(isInsecure ? ['  skip_verify = true'] : []),
  ];
  return `\n${lines.join('\n')}\n`;
}
