import type { Cluster } from '../inventory/schema.ts';
import { knownMinors, minorOf } from './minors.ts';
import { distributions } from './table.ts';
import { Version } from './version.ts';

type Name = Cluster['distribution'];

/**
 * Says why a version cannot be asked for, and what to write instead: "microcloud knows … up to 1.37: write …". The result
 * is undefined when it can. Every patch release of a minor version that is known can, also one that nobody has tried.
 */
export function refusalOf(name: Name, version: Version): string | undefined {
  const { product, suffix, usual } = distributions[name];
  if (!suffix.test(version.suffix)) return `this is no release of ${product}: write ${similar(name, version)}`;
  if (minorOf(version)) return undefined;
  const [newest = '', oldest = newest] = [knownMinors[0], knownMinors.at(-1)];
  const isNewer = version.major > 1 || version.minor > Number(newest.split('.')[1]);
  return isNewer
    ? `this microcloud knows ${product} up to ${newest}: write ${usual}, or install a newer microcloud`
    : `microcloud knows ${product} from ${oldest} on, older ones get no fixes: write ${usual}`;
}

/** Guesses what somebody means who writes a version of the other distribution, or a pre-release. */
function similar(name: Name, { major, minor, patch, suffix }: Version): string {
  const { usual, usualSuffix } = distributions[name];
  const isRelease = suffix === '' || /^\+k3s\d+$/.test(suffix);
  return isRelease ? `${major}.${minor}.${patch}${usualSuffix}` : usual;
}

/** Says that a version is not one that was tested; undefined when it is. */
export function untested(name: Name, version: Version): string | undefined {
  const { product, tested } = distributions[name];
  if (tested.includes(`${version}`)) return undefined;
  const series = tested.map((text) => text.split('.').slice(0, 2).join('.'));
  const near = tested[series.indexOf(`${version.major}.${version.minor}`)];
  if (near === undefined) {
    const instead = tested.length > 0 ? `; tested: ${tested.join(', ')}` : '';
    return `${product} ${version}: not run in microcloud's own tests${instead}`;
  }
  return `${product} ${version}: ${version.compare(Version.of(near)) > 0 ? 'newer' : 'older'} than what was tested, ${near}`;
}
