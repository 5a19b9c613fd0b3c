import type { Fact } from '../../engine/model.ts';
import type { AptSource } from '../../facts/apt-source.ts';
import { linesIn } from '../../facts/command.ts';
import { damageOf } from '../../facts/dpkg-damage.ts';
import { sectionsOf } from '../../facts/sections.ts';
import { askSources, sourcesIn } from '../../facts/silent-sources.ts';
import { switchOff } from '../../resources/switch-off-source.ts';
import { command, sh } from '../../shell/sh.ts';

/** What the last `apt-get update` of a run has printed. */
export const updateLog = '/run/microcloud/apt-update';

/** What dpkg has printed before it. */
export const dpkgLog = '/run/microcloud/dpkg';

const siteOf = ({ address }: AptSource) => address.split(' ', 1).join();
const off = (source: AptSource) => `on the node: ${switchOff(source, 'on the node')}`;

/** What apt says of a source that failed, in words: the first row that matches counts. */
const causes: readonly (readonly [pattern: RegExp, cause: string, advice: (source: AptSource) => string])[] = [
  [
    /not valid yet|not yet valid/,
    "the node's clock is wrong",
    () => 'Set it from here: microcloud doctor says how (clock.wrong)',
  ],
  [
    /does the network require authentication/,
    'something else comes in its place, such as the login page of a network',
    (source) =>
      `Look what it is, on the node: ${command`curl -sL ${siteOf(source)}`}. If only this source does so: ${off(source)}`,
  ],
  [
    /Certificate verification failed|certificate verify failed|certificate issuer is unknown/i,
    'its certificate is not trusted, as where a school or company looks into connections, or with a wrong clock',
    () =>
      'Put the authority of your network into /usr/local/share/ca-certificates of the node (NAME.crt), then there: sudo update-ca-certificates',
  ],
  [
    /Release file .* is expired/,
    "it is too old: nobody keeps it up to date, or the node's clock is ahead",
    (source) => `Compare the clock (microcloud doctor), or switch it off: ${off(source)}`,
  ],
  [
    /407 +Proxy Authentication/i,
    'the proxy of apt wants a user and a password',
    () => 'Look where it stands on the node: grep -r Proxy /etc/apt/apt.conf /etc/apt/apt.conf.d',
  ],
  [
    /SHA1 is not considered secure|weak digest algorithm/,
    'its key is signed in a way that is no longer trusted (SHA-1)',
    (source) => `Get a newer key from whoever runs it, or switch it off: ${off(source)}`,
  ],
  [
    /changed its '\w+' value from/,
    'it says something else of itself than before, as when Debian has made a new release',
    () => 'If that is so, on the node: sudo apt-get update --allow-releaseinfo-change',
  ],
  [
    /Hash Sum mismatch|has unexpected size/,
    'it gives files that do not belong together: it is brought up to date just now, or a proxy keeps old ones',
    () => 'Try again in an hour. Behind a proxy, on the node: sudo apt-get update -o Acquire::http::No-Cache=true',
  ],
  [
    /EXPKEYSIG|KEYEXPIRED|key.*expired|NO_PUBKEY|not signed|signatures? (couldn't|could not) be verified|OpenPGP|sqv/i,
    'its signature cannot be verified: the key has expired, or is missing',
    (source) => `Get the new key from whoever runs it, or switch it off: ${off(source)}`,
  ],
  [
    /Could not resolve|Temporary failure resolving/,
    'its name cannot be resolved',
    () => 'Look at DNS on the node: cat /etc/resolv.conf',
  ],
  [
    /\b(404|410) +(Not Found|Gone)|no longer has a Release file|does not have a Release file/,
    'it is not there any more',
    (source) => `Switch it off: ${off(source)}`,
  ],
  [
    /\b403 +Forbidden/,
    'it refuses the node, as filters of schools and companies do',
    (source) => `Ask whoever runs your network, or switch it off: ${off(source)}`,
  ],
  [
    /Could not connect|timed out|Connection (failed|refused)|unreachable/i,
    'it does not answer',
    (source) => `Look at the network, or switch it off: ${off(source)}`,
  ],
];

/** Asks why packages could not be had: which sources failed, and what helps. */
export const aptCauses: Fact<string> = {
  id: 'why apt failed',
  ask: sh`echo '== dpkg'; tail -n 20 ${dpkgLog} 2>/dev/null
echo '== update'; grep -aE '^(Err|E|W):' ${updateLog} 2>/dev/null
${askSources}
:`,
  parse(stdout) {
    const sections = sectionsOf(stdout);
    const failures = linesIn(sections.get('update') ?? '');
    const damage = damageOf([sections.get('dpkg'), ...failures].join('\n'));
    if (damage) return `${damage.cause}. On the node: ${damage.advice}`;
    const told = sourcesIn(stdout).flatMap((source) => {
      const { place, address } = source;
      const own = failures.filter((line) => line.includes(address) || line.includes(address.replace(' ', '/dists/')));
      const text = own.join('\n');
      if (text === '') return [];
      const [, cause, advice] = causes.find(([pattern]) => pattern.test(text)) ?? [];
      const what = `${place} (${address}): ${cause ?? own.at(-1)}.`;
      return [[what, advice?.(source)].filter(Boolean).join(' ')];
    });
    return told.join('\n');
  },
};
