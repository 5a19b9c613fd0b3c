import type { Package } from '../../distributions/distribution.ts';
import { distributionOf } from '../../distributions/table.ts';
import { defineStep, type Scope } from '../../engine/model.ts';
import { aptHolder } from '../../facts/apt.ts';
import { textFact } from '../../facts/command.ts';
import { packageFact } from '../../facts/package.ts';
import { isControlPlane, isProxy } from '../../inventory/node-roles.ts';
import { hasRegistry } from '../../resources/image-registry.ts';
import { keepsSharedFolder } from '../../resources/shared-folder.ts';
import { sh } from '../../shell/sh.ts';
import { aptReady, ensureAptFree } from './apt-ready.ts';
import { aptCauses } from './apt-update.ts';

const always: readonly Package[] = [{ package: 'ca-certificates' }, { package: 'iptables' }];

const curl: Package = { package: 'curl' };
// For machines that share an address: keepalived hands it over, and curl asks whether the API answers.
const entrance: readonly Package[] = [{ package: 'keepalived' }, curl];
// A proxy is no node of Kubernetes: it needs only these.
const proxy: readonly Package[] = [{ package: 'haproxy' }, ...entrance];
// The addon monitoring asks it on each node.
const exporter: Package = { package: 'prometheus-node-exporter' };
const registry: Package = { package: 'docker-registry' };
// Each node mounts the folder of the addon nfs, and one node keeps it.
const nfsClient: Package = { package: 'nfs-common' };
const nfsServer: Package = { package: 'nfs-kernel-server' };
const agent: readonly Package[] = [{ package: 'serf' }, { package: 'nodejs' }];
// What Cloudy's web pages and scripts call. The package php would bring Apache, php-cli does not.
const pages: readonly Package[] = [
  { package: 'avahi-daemon' },
  { package: 'bzip2' },
  { package: 'cron' },
  curl,
  { package: 'jq' },
  { package: 'make' },
  { package: 'net-tools' },
  { package: 'openssh-server' },
  { package: 'php-cli' },
  { package: 'php-curl' },
  { package: 'php-sqlite3' },
  { package: 'php-ssh2' },
  { package: 'unzip' },
];

const byInstall: Readonly<Record<Scope['cloudy']['install'], readonly Package[]>> = {
  agent,
  native: [...agent, ...pages],
  cloudynitzar: [...agent, ...pages, { package: 'dirmngr' }, { package: 'lsb-release' }],
};

/** From Debian 13 on Docker's client is a package of its own, and docker.io does not depend on it. */
const dockerClient = 'docker-cli';
const dockerCommand = textFact('docker client', sh`command -v docker || :`);

function needed({ cluster, cloudy, node }: Scope): readonly Package[] {
  if (isProxy(node)) return proxy;
  const docker: readonly Package[] = node.docker ? [{ package: 'docker.io', instead: 'docker-ce' }] : [];
  const community = node.cloudy ? byInstall[cloudy.install] : [];
  // Also where there are proxies: when the last proxy is taken out, control planes share the address again.
  const shares = cluster.sharedAddress && isControlPlane(node) ? entrance : [];
  // With curl the node tells the cluster of its sensors.
  const sensors = node.overlays.length > 0 ? [curl] : [];
  const measured: readonly Package[] = cluster.addons?.monitoring ? [exporter] : [];
  const images: readonly Package[] = hasRegistry({ cluster, node }) ? [registry] : [];
  const volumes = [
    ...(cluster.addons?.nfs ? [nfsClient] : []),
    ...(keepsSharedFolder({ cluster, node }) ? [nfsServer] : []),
  ];
  const all = [...always, ...distributionOf(cluster).packages, ...docker, ...community];
  return [...new Set([...all, ...shares, ...sensors, ...measured, ...images, ...volumes])];
}

/** Lists what must be installed: of each inner list one package. */
export function neededPackages(scope: Scope): readonly (readonly string[])[] {
  return needed(scope).map((need) => [need.package, ...(need.instead ? [need.instead] : [])]);
}

export default defineStep({
  id: 'apt.packages',
  title: 'Packages',
  on: 'machines',
  needs: (scope) => {
    const names = neededPackages(scope).flat();
    return { holder: aptHolder, dockerCommand, ...Object.fromEntries(names.map((name) => [name, packageFact(name)])) };
  },
  *plan({ facts, ...scope }) {
    const versions: Readonly<Record<string, string | undefined>> = facts;
    const absent = needed(scope)
      .filter((need) => !versions[need.package] && !(need.instead && versions[need.instead]))
      .map((need) => need.package);
    const lacksClient = scope.node.docker && !absent.includes('docker.io') && facts.dockerCommand === '';
    const missing = lacksClient ? [...absent, dockerClient] : absent;
    if (missing.length === 0) return;
    if (facts.holder) return yield* ensureAptFree(facts.holder);
    yield { kind: 'change', summary: `Install ${missing.join(', ')}`, script: install(missing), explain: aptCauses };
  },
});

const withDockerClient = sh`if apt-cache show ${dockerClient} >/dev/null 2>&1; then set -- ${dockerClient}; fi`;

function install(names: readonly string[]) {
  return sh`${aptReady}
${names.includes('docker.io') ? withDockerClient : sh`:`}
apt_get install --no-install-recommends ${names} "$@"`;
}
