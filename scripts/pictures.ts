// Makes docs/pictures anew from a real run: three simulated Pis become a cluster in a terminal, with the commands of
// README. Needs root, like `npm run demo`, and tmux. Type `npm run build` first.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labDown } from '../lab/down.ts';
import { labUp } from '../lab/up.ts';
import { openScreen } from './pictures/screen.ts';
import { terminalSvg } from './pictures/terminal-svg.ts';

const root = join(import.meta.dirname, '..');
const name = 'picture';
const size = { columns: 100, rows: 30 };
const onProgress = (text: string) => console.error(text);
const programs = mkdtempSync(join(tmpdir(), 'microcloud-pictures-'));

try {
  const file = join(programs, 'microcloud');
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/run.js')}' "$@"\n`);
  chmodSync(file, 0o755);
  const lab = await labUp({ name, nodes: 3, flavour: 'trixie', onProgress });
  const screen = openScreen(size, lab.directory, `${programs}:${process.env.PATH}`);
  try {
    screen.type('microcloud init');
    await screen.until(/Make these changes\?/, 5);
    screen.type('y');
    await screen.until(/Next: microcloud kubeconfig/, 30);
    screen.type('microcloud status');
    await screen.until(/Certificates are valid until .*\n\$/, 5);
    mkdirSync(join(root, 'docs/pictures'), { recursive: true });
    const about =
      'A terminal: microcloud init shows its plan, asks, and makes a cluster of three nodes; status shows them';
    const shown = screen.read().replace(/\n\$ *\s*$/, '\n');
    writeFileSync(join(root, 'docs/pictures/init.svg'), terminalSvg(shown, { columns: size.columns, about }));
  } finally {
    screen.close();
  }
} finally {
  rmSync(programs, { recursive: true });
  await labDown({ name });
}
