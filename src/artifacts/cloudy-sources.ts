import type { Inventory } from '../inventory/schema.ts';
import type { Artifact } from './artifact-table.ts';

/**
 * Cloudy's own sources as they have been since 2021. They have no licence, so we may not copy them. To move to other
 * commits: change the commits and the sums here; `sha256Unpacked` says how to get the sum of an archive.
 */
const commits = {
  'avahi-ps': '6f1701b66f7aa8cf954aa1c86d099ac8e2aaebf8',
  cDistro: '4368300f7262f992f308787908d87bc51b6b69d7',
  cloudynitzar: 'c64151d012fbd48b3a2f0c1a1afb3cad86ba1fcb',
  'package-serf': '811235bdfbb0a95f2b37c1094f352de44abe56b1',
} as const;

export const cloudySources = {
  /** Publishes and searches by Serf, from a shell. */
  avahiPs: archive('avahi-ps', 'ed1343aa0e5c2b4d23d3efab1349371db79685bca7884a46756f06e72973138c'),
  /** The web pages. */
  cDistro: archive('cDistro', '4425029d7a16c5c4b4e6edf7ec9a44989cb4afbf45ff4be1baeca1c5d0789c23'),
  // Single files: the whole of package-serf has ten megabytes of old programs for other machines.
  /** How avahi-ps talks to Serf. */
  serfPlug: file(
    'package-serf',
    'usr/share/avahi-ps/plugs/avahi-ps-serf',
    'eee9158b3945ccc598d2fd6b77eb2506fa79dc61107ebef40e6175cab11779a5',
  ),
  /** Says in Cloudy's list that a node has Serf. */
  serfService: file(
    'package-serf',
    'usr/share/avahi-service/files/serf.service',
    '03871c26af95b0d59d02e3dc11935b2f39313bbdc35cc837aea0cf6423748168',
  ),
  /** Cloudy's own installer. */
  cloudynitzar: file(
    'cloudynitzar',
    'cloudynitzar.sh',
    '68e602dfdb28f264c69401afd6a6d3383faa7bd0f6b16839f00be857f3db4dad',
  ),
} as const;

const { cloudynitzar, ...native } = cloudySources;
const byInstall: Readonly<Record<Inventory['cloudy']['install'], readonly Artifact[]>> = {
  agent: [],
  native: Object.values(native),
  cloudynitzar: [...Object.values(native), cloudynitzar],
};

/** Lists the sources that nodes of Cloudy need. */
export function cloudyArtifacts({ cloudy, nodes }: Pick<Inventory, 'cloudy' | 'nodes'>): readonly Artifact[] {
  return nodes.some((node) => node.cloudy) ? byInstall[cloudy.install] : [];
}

type Repository = keyof typeof commits;

function archive(repository: Repository, sha256: string): Artifact {
  const version = commits[repository];
  const origin = `https://codeload.github.com/Clommunity/${repository}/tar.gz/${version}`;
  return { kind: 'file', name: repository, version, arch: 'all', origin, pin: { sha256, unpacked: true } };
}

function file(repository: Repository, path: string, sha256: string): Artifact {
  const version = commits[repository];
  const name = path.slice(path.lastIndexOf('/') + 1);
  const origin = `https://raw.githubusercontent.com/Clommunity/${repository}/${version}/${path}`;
  return { kind: 'file', name: `${repository}-${name}`, version, arch: 'all', origin, pin: { sha256 } };
}
