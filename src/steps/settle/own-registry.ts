import { addons, memoryText } from '../../distributions/addons.ts';
import { distributionOf } from '../../distributions/table.ts';
import { limits } from '../../engine/limits.ts';
import { type Change, defineStep, type Wait } from '../../engine/model.ts';
import { commandFact } from '../../facts/command.ts';
import { fileFact } from '../../facts/file.ts';
import { unitFact } from '../../facts/unit.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { ensureRunning, removeUnit, unitFileOf } from '../../resources/ensure-unit.ts';
import { hasRegistry, imageRegistry } from '../../resources/image-registry.ts';
import { template } from '../../resources/template.ts';
import { sh } from '../../shell/sh.ts';
import { writtenYaml } from '../../written-yaml.ts';

const { unit, pushUnit, configuration, pushConfiguration, folder } = imageRegistry;
const files = [unitFileOf(unit), unitFileOf(pushUnit), configuration, pushConfiguration];

/** Names the file in which systemd gives a service what only root may read: https://systemd.io/CREDENTIALS */
const credential = (name: string) => `/run/credentials/${unit}/${name}`;

// Both sides of a pull have certificates of the cluster already: docs/decisions/2026-11-30-a-registry-on-one-node.md
export default defineStep({
  id: 'addon.registry',
  title: 'Registry of the cluster',
  needs: ({ cluster }) => ({
    hasCertificate: commandFact(
      'certificate that kubelet shows',
      sh`[ ! -s ${distributionOf(cluster).shown.certificate} ] || echo yes`,
      (stdout) => stdout.trim() === 'yes',
    ),
    unitFile: fileFact(unitFileOf(unit)),
    unit: unitFact(unit),
    configuration: fileFact(configuration),
    pushUnitFile: fileFact(unitFileOf(pushUnit)),
    pushUnit: unitFact(pushUnit),
    pushConfiguration: fileFact(pushConfiguration),
  }),
  *plan({ cluster, node, facts }) {
    if (!hasRegistry({ cluster, node })) return yield* ensureNone(facts.unitFile.exists || facts.pushUnitFile.exists);
    const { shown, clientCa } = distributionOf(cluster);
    const why = `so that ${node.name} keeps images of the cluster (${memoryText(addons.registry, cluster)})`;
    yield* ensureFile(facts.pushConfiguration, { content: pushText(), why });
    const push = { configuration: pushConfiguration };
    yield* ensureFile(facts.pushUnitFile, { content: template(pushUnit, push) });
    yield* ensureRunning(facts.pushUnit, [facts.pushUnitFile, facts.pushConfiguration]);
    yield* ensureFile(facts.configuration, { content: nodesText(node.address) });
    const values = { configuration, certificate: shown.certificate, key: shown.key, clients: clientCa };
    yield* ensureFile(facts.unitFile, { content: template(unit, values) });
    yield* facts.hasCertificate ? ensureRunning(facts.unit, [facts.unitFile, facts.configuration]) : [certificateComes];
  },
});

const certificateComes: Wait = {
  kind: 'wait',
  summary: 'its kubelet has no certificate of the cluster yet, by which nodes know the registry',
  // The certificate is approved once all nodes have joined.
  limitSeconds: limits.ready,
  hint: 'ssh {node} sudo journalctl -u kubelet -u k3s -u k3s-agent',
};

/** Removes the units. The package stays, as all packages do, and so do images. */
function* ensureNone(isThere: boolean): Iterable<Change> {
  if (!isThere) return;
  yield {
    kind: 'change',
    summary: `Stop the registry: images that people pushed stay in ${folder}`,
    script: sh`${removeUnit(pushUnit, [])}
${removeUnit(unit, files)}`,
  };
}

/** https://distribution.github.io/distribution/about/configuration/ */
const common = {
  version: 0.1,
  log: { level: 'warn', accesslog: { disabled: true } },
};
const storage = { filesystem: { rootdirectory: folder }, delete: { enabled: true } };

function pushText(): string {
  return textOf({ ...common, storage, http: { addr: `127.0.0.1:${imageRegistry.pushPort}` } });
}

function nodesText(address: string): string {
  return textOf({
    ...common,
    storage: { ...storage, maintenance: { uploadpurging: { enabled: false }, readonly: { enabled: true } } },
    http: {
      addr: `${address}:${imageRegistry.port}`,
      tls: { certificate: credential('certificate'), key: credential('key'), clientcas: [credential('clients')] },
    },
  });
}

function textOf(content: object): string {
  return `# Written by microcloud.\n${writtenYaml(content)}`;
}
