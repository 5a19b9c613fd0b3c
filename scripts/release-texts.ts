/**
 * Writes into package.json where its repository is. A clone does not know it, as each fork has another owner.
 * @param repository "OWNER/NAME" of GitHub
 */
export function namedRepository(manifest: string, repository: string): string {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new Error(`"${repository}" is no OWNER/NAME.`);
  const page = `https://github.com/${repository}`;
  const named = {
    ...JSON.parse(manifest),
    homepage: `${page}#readme`,
    repository: { type: 'git', url: `git+${page}.git` },
    bugs: { url: `${page}/issues` },
  };
  return `${JSON.stringify(named, undefined, 2)}\n`;
}

/** Throws where package.json does not say where its repository is. */
export function requireOwner(manifest: string): void {
  if (JSON.parse(manifest).repository !== undefined) return;
  throw new Error('package.json does not say whose repository this is. Try: node scripts/release.ts owner OWNER/NAME');
}

/**
 * Returns the version that a tag releases. Throws an Error if package.json has another one.
 * @param tag "v0.2.0"
 */
export function versionOf(tag: string, version: string): string {
  if (tag !== `v${version}`) throw new Error(`The tag is ${tag}, and package.json has version ${version}.`);
  return version;
}

/** Returns the part of the changelog about a version, for its release. */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m);
  const section = sections.find((text) => text.split(/[ \n]/, 1)[0] === version);
  if (!section) throw new Error(`CHANGELOG.md has no part "## ${version}".`);
  const [heading = '', ...lines] = section.split('\n');
  if (/not released/i.test(heading)) throw new Error(`CHANGELOG.md says "${heading}": write the day of the release.`);
  return lines.join('\n').trim();
}
