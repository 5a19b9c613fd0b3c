import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Script } from '../../src/shell/sh.ts';
import { type Connection, LinkLostError, type Result } from '../../src/transport/connection.ts';

// Each test process has its own node, so that nothing else holds the node's lock.
const state = mkdtempSync(join(tmpdir(), 'node-'));

/** Makes a node of this machine: scripts run in dash, as over SSH. `lose` cuts the link after a line. */
export function localConnection(options: { readonly lose?: (line: string, run: number) => boolean } = {}): Connection {
  const counts = { execs: 0 };
  return {
    node: 'here',
    get execs() {
      return counts.execs;
    },
    run: (script: Script, onLine = () => {}) =>
      new Promise<Result>((resolve, reject) => {
        const run = ++counts.execs;
        const shell = spawn('dash', ['-s'], { stdio: 'pipe' });
        const output = { stdout: '', stderr: '', line: '' };
        shell.stdout.setEncoding('utf8').on('data', (text: string) => {
          output.stdout += text;
          const lines = (output.line + text).split('\n');
          output.line = lines.pop() ?? '';
          for (const line of lines) {
            onLine(line);
            if (options.lose?.(line, run)) {
              // Once stdout is closed the script cannot write any more, and ends at its next mark.
              shell.stdout.once('close', () => reject(new LinkLostError('cut by the test'))).destroy();
            }
          }
        });
        shell.stderr.setEncoding('utf8').on('data', (text: string) => {
          output.stderr += text;
        });
        shell.on('close', (code) => resolve({ code: code ?? 1, stdout: output.stdout, stderr: output.stderr }));
        shell.stdin.end(script.wire.replaceAll('/run/microcloud', state));
      }),
    upload: async () => {},
    forward: () => Promise.reject(new Error('nothing goes on to a port in this test')),
    reconnect: async () => {},
    close: () => {},
  };
}
