// Makes build/microcloud_VERSION_ARCH.deb from build/microcloud, for Debian, Raspberry Pi OS and Ubuntu on this
// processor.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { manPage } from './man-page.ts';

const root = join(import.meta.dirname, '..');
const build = join(root, 'build');
const { version: release, homepage } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
// For Debian 0.2.0~rc.1 is older than 0.2.0, while 0.2.0-rc.1 would be newer.
const version = release.replace('-', '~');
const arch = process.arch === 'x64' ? 'amd64' : process.arch;
const folder = join(build, 'debian');
const documents = 'usr/share/doc/microcloud';
const read = (path: string) => readFileSync(join(root, path), 'utf8');

rmSync(folder, { recursive: true, force: true });
put('usr/bin/microcloud', { copyOf: join(build, 'microcloud'), mode: 0o755 });
link('usr/bin/mcloud', 'microcloud');
put('usr/share/bash-completion/completions/microcloud', { text: read('templates/completion.bash') });
link('usr/share/bash-completion/completions/mcloud', 'microcloud');
put('usr/share/zsh/vendor-completions/_microcloud', { text: read('templates/completion.zsh') });
put('usr/share/fish/vendor_completions.d/microcloud.fish', { text: read('templates/completion.fish') });
link('usr/share/fish/vendor_completions.d/mcloud.fish', 'microcloud.fish');
put('usr/share/man/man1/microcloud.1.gz', { text: packed(manPage(JSON.parse(read('oclif.manifest.json')))) });
link('usr/share/man/man1/mcloud.1.gz', 'microcloud.1.gz');
put(`${documents}/copyright`, { text: `${read('LICENSE')}\n${readFileSync(join(build, 'NOTICES.txt'), 'utf8')}` });
put(`${documents}/changelog.gz`, { text: packed(read('CHANGELOG.md')) });
put(`${documents}/examples/inventory.yaml`, { text: read('inventory.example.yaml') });
put('DEBIAN/control', { text: control() });
const file = join(build, `microcloud_${version}_${arch}.deb`);
execFileSync('dpkg-deb', ['--build', '--root-owner-group', '-Zxz', '-z1', folder, file], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
rmSync(folder, { recursive: true });
console.log(relative(process.cwd(), file));

interface Content {
  readonly copyOf?: string;
  readonly text?: string | Uint8Array;
  readonly mode?: number;
}

function put(path: string, { copyOf, text = '', mode = 0o644 }: Content): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
  if (copyOf) cpSync(copyOf, target);
  else writeFileSync(target, text);
  chmodSync(target, mode);
}

function link(path: string, target: string): void {
  symlinkSync(target, join(folder, path));
}

/** Compresses a text, without a time, so that the same text always gives the same bytes. */
function packed(text: string): Uint8Array {
  return gzipSync(text, { level: 9 });
}

// https://www.debian.org/doc/debian-policy/ch-controlfields.html
function control(): string {
  // package.json has a repository only in a release.
  const owner = /github\.com\/([\w.-]+)/.exec(homepage ?? '')?.[1];
  const kilobytes = Math.ceil(statSync(join(build, 'microcloud')).size / 1024) + 1000;
  return `Package: microcloud
Version: ${version}
Architecture: ${arch}
Maintainer: The authors of microcloud <${owner === undefined ? 'root@localhost' : `${owner}@users.noreply.github.com`}>
Installed-Size: ${kilobytes}
Depends: libatomic1, libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 9)
Recommends: openssh-client
Suggests: bash-completion
Section: admin
Priority: optional
${homepage === undefined ? '' : `Homepage: ${homepage}\n`}Description: Kubernetes clusters of Raspberry Pis, for community networks
 One command makes Raspberry Pis a Kubernetes cluster (k3s or kubeadm) over
 SSH, says what is wrong with it, and repairs it. Nothing of it runs on the
 nodes but what the cluster needs.
`;
}
