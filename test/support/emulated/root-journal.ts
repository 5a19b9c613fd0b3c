import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { environment } from '../../../lab/run-program.ts';
import { card } from './image.ts';

/**
 * Reads the end of the journal from a card's root, while its machine runs or hangs: a machine that hangs at boot says
 * nothing else. Returns an empty text where there is no journal yet.
 */
export async function rootJournal(disk: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'microcloud-journal-'));
  const options = { env: environment, reject: false } as const;
  try {
    await execa('debugfs', ['-R', `rdump /var/log/journal ${directory}`, `${disk}?offset=${card.rootAt}`], options);
    const args = ['--no-pager', '-q', '-o', 'short-monotonic', '-n', '60', '-D', join(directory, 'journal')];
    const { stdout } = await execa('journalctl', args, options);
    return stdout;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
