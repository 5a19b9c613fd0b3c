import { causeOf } from '../causes.ts';
import type { Damage } from '../engine/batch.ts';

/** What dpkg and apt say of files of their own that a power cut or a failing card has damaged, and what mends them. */
const damages: readonly (readonly [said: RegExp, cause: string, advice: string])[] = [
  [
    /files list file for package '([\w.:+-]+)' is missing final newline/,
    'dpkg cannot read its list of the files of {1}',
    'sudo mv /var/lib/dpkg/info/{1}.list /root/ && sudo apt-get install --reinstall {1}',
  ],
  [
    /parsing file '\/var\/lib\/dpkg\/(status|available)'/,
    'dpkg cannot read its list of packages',
    'sudo cp /var/lib/dpkg/{1}-old /var/lib/dpkg/{1} && sudo apt-get update',
  ],
  [
    /(?:Problem with MergeList|Encountered a section with no Package: header|package cache file is corrupted)/,
    'apt cannot read what it has downloaded',
    'sudo rm -r /var/lib/apt/lists && sudo apt-get update',
  ],
];

/** The first damage that is told of, and commands for its node; undefined where none is. */
export function damageOf(said: string): Damage | undefined {
  const damage = damages.find(([pattern]) => pattern.test(said));
  if (!damage) return undefined;
  const [pattern, cause, advice] = damage;
  const filled = (text: string) => causeOf([[pattern, text]], said) ?? '';
  return { cause: `${filled(cause)}, as after a power cut`, advice: filled(advice) };
}
