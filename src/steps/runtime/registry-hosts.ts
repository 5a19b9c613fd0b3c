import { defineStep, type Finding, type Scope } from '../../engine/model.ts';
import { linesFact } from '../../facts/command.ts';
import { type FileState, fileFact } from '../../facts/file.ts';
import { ownRegistry } from '../../resources/image-registry.ts';
import { replaceFile } from '../../resources/replace-file.ts';
import { sh } from '../../shell/sh.ts';
import { type Endpoint, type Registry, registriesOf } from './registry-endpoints.ts';

const folder = '/etc/containerd/certs.d';
const heading = '# Written by microcloud: cluster.registries in the inventory.';

/** The files that microcloud wrote, also those that are no longer wanted. */
const ours = linesFact(
  'registries of containerd',
  sh`[ ! -d ${folder} ] || grep -lsxF ${heading} ${folder}/*/hosts.toml || [ $? -le 2 ]`,
);

// containerd reads these files at each pull: nothing needs a restart.
export default defineStep({
  id: 'cri.registries',
  title: "containerd's registries",
  only: 'kubeadm',
  needs: (scope) => ({
    ours,
    ...Object.fromEntries(filesOf(scope).map(({ path }) => [path, fileFact(path)])),
  }),
  *plan({ facts: { ours: present, ...files }, ...scope }): Iterable<Finding> {
    const states: Readonly<Record<string, FileState>> = files;
    const wanted = filesOf(scope);
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

interface HostsFile {
  readonly path: string;
  readonly content: string;
}

function filesOf({ cluster, nodes }: Scope): readonly HostsFile[] {
  const named = registriesOf(cluster.registries).map((registry) => fileOf(registry.host, hostsToml(registry)));
  const own = ownRegistry(cluster, nodes);
  return own === undefined
    ? named
    : [...named.filter(({ path }) => path !== fileOf(own.host, '').path), fileOf(own.host, ownToml(own))];
}

function fileOf(host: string, content: string): HostsFile {
  return { path: `${folder}/${host === '*' ? '_default' : host}/hosts.toml`, content };
}

/** Writes hosts.toml for the registry of the cluster itself, which knows nodes by their certificates. */
function ownToml({ url, tls: { ca, certificate, key } }: NonNullable<ReturnType<typeof ownRegistry>>): string {
  const server = JSON.stringify(url);
  // containerd 1.7 leaves out a server that has no section of its own.
  return `${heading}
server = ${server}

[host.${server}]
  capabilities = ["pull", "resolve"]
  ca = ${JSON.stringify(ca)}
  client = ${JSON.stringify([certificate === key ? certificate : [certificate, key]])}
`;
}

/** Writes hosts.toml: https://github.com/containerd/containerd/blob/main/docs/hosts.md */
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
