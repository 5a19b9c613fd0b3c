import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { aptSetup } from '../../../lab/apt-sources.ts';
import { temporary } from '../../support/temporary.ts';

const exec = promisify(execFile);
const root = resolve(import.meta.dirname, '../../..');

/** What is tried in a fresh Debian, a line each, and what it prints. */
const trials = [
  ['microcloud --version', /^microcloud\/\d+\.\d+\.\d+ linux-\w+ node-v26\./],
  ['mcloud help lab down', /^Remove simulated Raspberry Pis/],
  ['command -v node || echo none', /^none$/],
  ['man -P cat mcloud', /microcloud init\n +Make the nodes of the inventory a Kubernetes cluster\./],
  ['man --warnings -P cat microcloud 2>&1 >/dev/null', /^$/],
  [
    'bash -c "source /usr/share/bash-completion/completions/mcloud; complete -p mcloud"',
    /complete -F _microcloud mcloud/,
  ],
  ['zsh -c "autoload -U compinit; compinit -u; whence -v _microcloud"', /_microcloud is an autoload shell function/],
  ['zcat /usr/share/doc/microcloud/changelog.gz', /^# Changelog/],
  ['cat /usr/share/doc/microcloud/copyright', /Apache License[\s\S]*ssh2 1\./],
  ['microcloud inventory check -i /usr/share/doc/microcloud/examples/inventory.yaml', /has no mistakes/],
  ['apt-get -q -y remove microcloud >/dev/null; ls /usr/bin | grep -c cloud', /^0$/],
] as const;

describe('the Debian package', () => {
  before(() => exec(process.execPath, [join(root, 'scripts/executable.ts')]));

  for (const suite of ['trixie', 'bookworm']) {
    it(`is installed by apt in a fresh Debian ${suite}, works there without Node, and goes again`, async (t) => {
      const directory = await temporary(t);
      const { stdout: made } = await exec(process.execPath, [join(root, 'scripts/debian-package.ts')], { cwd: root });
      const [deb = ''] = globSync(made.trim(), { cwd: root });
      const { sources, options } = await aptSetup(suite);
      const script = trials.map(([line]) => `echo '== ${line.replaceAll("'", "'\\''")}'; ${line}`).join('\n');
      await writeFile(join(directory, 'sources'), sources);
      await writeFile(join(directory, 'apt.conf'), options.map((line) => `${line}\n`).join(''));
      await writeFile(join(directory, 'try'), `export HOME=/root PATH=/usr/bin:/bin\n${script}\nexit 0\n`);
      const args = [
        '--variant=minbase',
        '--format=null',
        `--aptopt=${join(directory, 'apt.conf')}`,
        '--include=man-db,zsh',
        `--customize-hook=copy-in ${join(root, deb)} ${join(directory, 'try')} /tmp`,
        '--customize-hook=chroot "$1" sh -c "apt-get -q -y install /tmp/*.deb"',
        '--customize-hook=chroot "$1" sh /tmp/try',
        suite,
        '-',
        join(directory, 'sources'),
      ];
      const { stdout } = await exec('mmdebstrap', args, { maxBuffer: 64 << 20, timeout: 900_000 });
      for (const [line, printed] of trials) {
        const [, said = ''] = stdout.split(`== ${line}\n`);
        assert.match((said.split('\n== ')[0] ?? '').trim(), printed, line);
      }
    });
  }
});
