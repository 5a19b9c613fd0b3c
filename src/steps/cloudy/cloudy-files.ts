import { createHash } from 'node:crypto';
import { type Artifact, stagedPath } from '../../artifacts/artifact-table.ts';
import { cloudySources } from '../../artifacts/cloudy-sources.ts';
import type { Change } from '../../engine/model.ts';
import { type FileState, fileFact } from '../../facts/file.ts';
import { lines, type Script, sh } from '../../shell/sh.ts';

/** Names the file in which Cloudy's own pages look which commit is installed. */
const commitOf = ({ name }: Artifact) => `/etc/cloudy/Clommunity-${name}.sha`;
const plugPath = '/usr/share/avahi-ps/plugs/avahi-ps-serf';
const servicePath = '/usr/share/avahi-service/files/serf.service';

export const sourceFacts = {
  avahiPs: fileFact(commitOf(cloudySources.avahiPs)),
  avahiPsProof: fileFact('/usr/sbin/avahi-ps'),
  cDistro: fileFact(commitOf(cloudySources.cDistro)),
  cDistroProof: fileFact('/var/local/cDistro/index.php'),
  plug: fileFact(plugPath),
  service: fileFact(servicePath),
  disabledService: fileFact(`${servicePath}.disable`),
};

type Facts = { readonly [K in keyof typeof sourceFacts]: FileState };

/** Yields what installs Cloudy's programs and pages as they are at the pinned commits. */
export function* ensureSources(facts: Facts): Iterable<Change> {
  const { avahiPs, cDistro, serfPlug, serfService } = cloudySources;
  // This service announces a VPN that nobody has, and takes half of the room that a node has for its services.
  const withoutVpn = sh`rm -f /usr/share/avahi-service/files/tincvpn.service`;
  yield* ensureArchive(avahiPs, [facts.avahiPs, facts.avahiPsProof], withoutVpn);
  yield* ensureArchive(cDistro, [facts.cDistro, facts.cDistroProof], sh`:`);
  yield* ensurePinned(serfPlug, facts.plug);
  if (!facts.disabledService.exists) yield* ensurePinned(serfService, facts.service);
}

function* ensureArchive(artifact: Artifact, [commit, proof]: readonly FileState[], behind: Script): Iterable<Change> {
  const { name, version } = artifact;
  if (proof?.exists && commit?.exists && commit.content.trim() === version) return;
  const [staged, folder] = [stagedPath(artifact), `/var/lib/microcloud/${name}`];
  const script = lines([
    sh`rm -rf ${folder}
mkdir -p ${folder} /etc/cloudy
tar -xf ${staged} -C ${folder} --strip-components=1 --no-same-owner
make -C ${folder} install`,
    behind,
    sh`rm -rf ${folder} ${staged}
echo ${version} >${commitOf(artifact)}`,
  ]);
  yield { kind: 'change', summary: `Install ${name} of Cloudy`, artifact, script };
}

function* ensurePinned(artifact: Artifact, state: FileState): Iterable<Change> {
  if (state.exists && createHash('sha256').update(state.content).digest('hex') === artifact.pin?.sha256) return;
  const [staged, { path }] = [stagedPath(artifact), state];
  const script = sh`mkdir -p ${path.slice(0, path.lastIndexOf('/'))}
install -m 755 ${staged} ${`${path}.microcloud`}
mv -f ${`${path}.microcloud`} ${path}
rm -f ${staged}`;
  yield { kind: 'change', summary: `Install ${path}`, artifact, script };
}
