// Writes src/artifacts/pins.json: asks the publishers, over HTTPS, for the sums of what microcloud downloads.
//   node scripts/pins.ts                        the versions of new clusters, and those that were tested
//   node scripts/pins.ts 1.36.6 1.37.2+k3s1     these versions
// Entries in the table stay. Another sum from a publisher is an error: released files never change.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Source } from '../src/artifacts/source.ts';
import { sourcesOf } from '../src/artifacts/sources.ts';
import { distributions } from '../src/distributions/table.ts';
import { pinsText, withSums } from './ask-publishers.ts';

const file = join(import.meta.dirname, '../src/artifacts/pins.json');
const { kubeadm, k3s } = distributions;
const asked = process.argv.slice(2);
const versions = asked.length > 0 ? asked : [kubeadm.usual, ...kubeadm.tested, k3s.usual, ...k3s.tested];

const origin = sourcesOf({ cache: '/nowhere' }).at(-1) as Source;
const known = JSON.parse(await readFile(file, 'utf8'));
const pins = await withSums(known, versions, origin, (line) => console.log(line));
await writeFile(file, pinsText(pins));
