/** Where the build lists the packages that it put into the programs, from the root. */
export const packageList = 'build/packages.json';

/** A package in a built program. */
interface Part {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

interface Release {
  readonly version: string;
  /** The page of the repository: "https://github.com/ada/cloud". */
  readonly page: string;
  /** The Node in the files that need none: "v26.10.0". */
  readonly node: string;
  readonly now: Date;
}

/**
 * Writes the list of packages in a release (SPDX 2.3), for those who look for known faults in what they run.
 * `npm sbom` cannot: what the program imports is bundled, so for npm it is as much a tool of developers as the compiler.
 * https://spdx.github.io/spdx-spec/v2.3/
 */
export function spdxOf(parts: readonly Part[], { version, page, node, now }: Release): string {
  const own = described({ name: 'microcloud', version, licence: 'Apache-2.0' });
  const bundled = parts.map(described);
  const runtime = describedNode(node.replace('v', ''));
  const all = [own, ...bundled, runtime];
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `microcloud ${version}`,
    documentNamespace: `${page}/releases/download/v${version}/microcloud.spdx.json`,
    creationInfo: {
      created: now.toISOString().replace(/\.\d+/, ''),
      creators: ['Tool: microcloud scripts/release.ts'],
    },
    packages: all,
    relationships: [
      relation('SPDXRef-DOCUMENT', 'DESCRIBES', own.SPDXID),
      ...all.slice(1).map(({ SPDXID }) => relation(own.SPDXID, 'CONTAINS', SPDXID)),
    ],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Describes Node itself, which is no package of npm. */
function describedNode(version: string) {
  const locator = `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`;
  return {
    ...described({ name: 'node', version, licence: 'MIT' }),
    comment: 'In the executables and packages of Debian, and not in the package of npm.',
    externalRefs: [{ referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: locator }],
  };
}

function described({ name, version, licence }: Part) {
  // An id has letters, digits, dots and hyphens only.
  const id = `${name}-${version}`.replace(/^@/, '').replace(/[^A-Za-z0-9.-]/g, '-');
  const locator = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    SPDXID: `SPDXRef-Package-${id}`,
    name,
    versionInfo: version,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: licence,
    copyrightText: 'NOASSERTION',
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: locator }],
  };
}

function relation(from: string, relationshipType: string, to: string) {
  return { spdxElementId: from, relationshipType, relatedSpdxElement: to };
}
