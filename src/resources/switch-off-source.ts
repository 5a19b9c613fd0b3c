import type { SilentSource } from '../facts/apt-source.ts';
import { command } from '../shell/sh.ts';

type Source = Pick<SilentSource, 'file' | 'line' | 'extent' | 'address'>;

/**
 * Says what to type so that apt no longer asks one source. A file may have other sources, which the node needs: they
 * stay, and sed keeps the old file beside it.
 */
export function switchOff(source: Source, where: 'here' | 'on the node' = 'here'): string {
  const { words, needsTerminal } = editOf(source);
  if (where === 'on the node') return command`sudo ${words}`;
  return needsTerminal ? command`ssh -t {node} sudo ${words}` : command`ssh {node} sudo ${words}`;
}

function editOf({ file, line, extent, address }: Source): { words: readonly string[]; needsTerminal?: true } {
  if (file === '') return { words: ['grep', '-rnF', address.replace(/^\w+:\/\/|[/ ].*$/g, ''), '/etc/apt'] };
  if (extent === 'line') return { words: ['sed', '-i.off', `${line}d`, file] };
  if (extent === 'stanza') return { words: ['sed', '-i.off', `${line}iEnabled:no`, file] };
  return { words: ['nano', `+${line}`, file], needsTerminal: true };
}
