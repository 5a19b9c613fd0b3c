import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import type { TestContext } from 'node:test';
import type { Connection, Result } from '../../../src/transport/connection.ts';
import { temporary } from '../temporary.ts';
import { layOutFile, layOutRoot, shownFile, shownFiles } from './scratch-root.ts';
import type { World } from './world.ts';

export interface ScratchNode extends Connection {
  /** Lists the calls of fake programs, in order. Calls that only ask are left out. */
  calls(): readonly string[];
  /**
   * Returns the content of a file, after a line with mode and owner where these are not 644 root:root; undefined where
   * there is none.
   */
  file(path: string): string | undefined;
  /** Returns all files, by path, without those that a run itself writes. */
  files(): Readonly<Record<string, string>>;
}

/** Skips tests where scratch roots cannot be made. */
export const needsScratch = {
  skip: process.getuid?.() === 0 ? false : 'a scratch root takes root',
};

/** Calls that only ask. They change nothing and are not recorded. */
const asking = /^(dpkg --print-architecture|systemctl (--\S+ )*(show|is-active|is-enabled))\b/;

/**
 * Makes a node that is a directory. Scripts run in it as on a Pi, as root, in their own namespaces, so that they reach
 * nothing of this machine but the programs of /usr. /proc and /sys have only the files of the test.
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

/** Makes the mounts of the scratch root. They end with the namespace. */
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
      // SUDO_USER is the user who has logged in, as sudo sets it.
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
