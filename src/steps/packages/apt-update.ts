import type { Fact } from '../../engine/model.ts';
import type { AptSource } from '../../facts/apt-source.ts';
import { sectionsOf } from '../../facts/sections.ts';
import { askSources, sourcesIn } from '../../facts/silent-sources.ts';
import { switchOff } from '../../resources/switch-off-source.ts';
import { sh } from '../../shell/sh.ts';

/** What the last `apt-get update` of a run has printed. */
export const updateLog = '/run/microcloud/apt-update';

const off = (source: AptSource) => `on the node: ${switchOff(source, 'on the node')}`;

/** What apt says of a source that failed, in words: the first row that matches counts. */
const causes: readonly (readonly [pattern: RegExp, cause: string, advice: (source: AptSource) => string])[] = [
  [/not valid yet/, "the node's clock is wrong", () => 'Set it from here: microcloud doctor says how (clock.wrong)'],
  [
    /EXPKEYSIG|expired|NO_PUBKEY|not signed|signatures? (couldn't|could not) be verified|OpenPGP|sqv/i,
    'its signature cannot be verified: the key has expired, or is missing',
    (source) => `Get the new key from whoever runs it, or switch it off: ${off(source)}`,
  ],
  [
    /Could not resolve|Temporary failure resolving/,
    'its name cannot be resolved',
    () => 'Look at DNS on the node: cat /etc/resolv.conf',
  ],
  [
    /404|410|no longer has a Release file|does not have a Release file/,
    'it is not there any more',
    (source) => `Switch it off: ${off(source)}`,
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
  ask: sh`echo '== update'; grep -aE '^(Err|E|W):' ${updateLog} 2>/dev/null
${askSources}
:`,
  parse(stdout) {
    const failures = (sectionsOf(stdout).get('update') ?? '').split('\n').filter(Boolean);
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
