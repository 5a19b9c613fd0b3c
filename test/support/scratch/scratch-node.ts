import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import type { TestContext } from 'node:test';
import type { Connection, Result } from '../../../src/transport/connection.ts';
import { temporary } from '../temporary.ts';
import { layOutFile, layOutRoot, shownFile, shownFiles } from './scratch-root.ts';
import type { World } from './world.ts';

export interface ScratchNode extends Connection {
  /** Calls of programs that only do as if, in order, as they were typed; what only asks is left out. */
  calls(): readonly string[];
  /** What is in a file, behind a line with its mode and owner where they are not 644 root:root; undefined where none is. */
  file(path: string): string | undefined;
  /** All files, by path, but for what a run itself notes. */
  files(): Readonly<Record<string, string>>;
}

/** Why scratch roots cannot be had here. */
export const needsScratch = {
  skip: process.getuid?.() === 0 ? false : 'a scratch root takes root',
};

/** What only asks changes nothing, and is not worth a line. */
const asking = /^(dpkg --print-architecture|systemctl (--\S+ )*(show|is-active|is-enabled))\b/;

/**
 * A node that is a directory: scripts run in it as they do on a Pi, as root, in namespaces of their own, so that they
 * reach nothing of this machine but the programs of /usr. There is no /proc and no /sys but the files of the test.
 */
export async function scratchNode(t: TestContext, ...worlds: readonly World[]): Promise<ScratchNode> {
  const root = await temporary(t);
  layOutRoot(root, worlds);
  const counts = { execs: 0 };
  const calls = () => (shownFile(root, '/run/fake/calls') ?? '').split('\n');
  return {
    node: 'scratch',
    get execs() {
      return counts.execs;
    },
    run: ({ wire }, onLine = () => {}) => {
      counts.execs += 1;
      return enter(root, wire, onLine);
    },
    async upload(file, path, onProgress = () => {}) {
      layOutFile(root, path, file);
      const size = typeof file === 'string' ? statSync(file).size : file.length;
      onProgress(size, size);
    },
    forward: () => Promise.reject(new Error('nothing goes on to a port in this test')),
    reconnect: async () => {},
    close: () => {},
    calls: () => calls().filter((line) => line && !asking.test(line)),
    file: (path) => shownFile(root, path),
    files: () => shownFiles(root),
  };
}

/** The root's own mounts, gone with the namespace. */
const setup = `root=$1
mount --bind /usr "$root/usr"
for link in bin lib lib32 lib64 libx32 sbin; do
  [ ! -e "/$link" ] || [ -e "$root/$link" ] || cp -P "/$link" "$root/$link"
done
for device in null zero urandom; do : >"$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
for folder in local lib/systemd/system lib/modules; do
  [ ! -d "/usr/$folder" ] || mount --bind "$root/own/usr/$folder" "$root/usr/$folder"
done
# Where names of programs lead, awk's among them.
if [ -d /etc/alternatives ]; then mkdir -p "$root/etc/alternatives"; mount --bind /etc/alternatives "$root/etc/alternatives"; fi
exec chroot "$root" dash -s`;

function enter(root: string, wire: string, onLine: (line: string) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    const namespaces = ['--mount', '--net', '--uts', '--ipc', '--pid', '--fork', '--kill-child'];
    const shell = spawn('unshare', [...namespaces, 'sh', '-ec', setup, 'setup', root], {
      stdio: 'pipe',
      // As sudo says who has logged in.
      env: { PATH: process.env.PATH, SUDO_USER: 'pi' },
    });
    const output = { stdout: '', stderr: '', line: '' };
    shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
      const lines = (output.line + text).split('\n');
      output.line = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    });
    shell.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
    });
    shell.on('error', reject);
    shell.on('close', (code) => resolve({ code: code ?? 1, stdout: output.stdout, stderr: output.stderr }));
    shell.stdin.end(wire);
  });
}
