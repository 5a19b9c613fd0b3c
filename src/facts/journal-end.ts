import { type Script, sh, type Word } from '../shell/sh.ts';

/**
 * Prints the last `-n` lines of what journalctl is asked for, the newest last. It reads them backwards: with --since,
 * systemd of bookworm takes -n for the first lines.
 */
export function journalEnd(...words: readonly Word[]): Script {
  return sh`journalctl -q --no-pager -r ${words} | tac`;
}
