import type { Duplex } from 'node:stream';
import type { FindingId } from '../doctor/finding-ids.ts';
import type { Script } from '../shell/sh.ts';

/** What a script has printed, and its exit code. */
export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One SSH connection to one node. Scripts run as root: this folder alone knows how. */
export interface Connection {
  /** The node's name, for messages. */
  readonly node: string;
  /** Runs a script as root over one exec channel. `onLine` sees each line of stdout as it comes. */
  run(script: Script, onLine?: (line: string) => void): Promise<Result>;
  /**
   * Copies a local file, or bytes, to `path` on the node (root, 0600), over a channel of its own, beside running scripts.
   * Resumes `path`.part where an earlier copy stopped, and renames it when complete. It does not verify the bytes.
   */
  upload(file: string | Uint8Array, path: string, onProgress?: (bytes: number, total: number) => void): Promise<void>;
  /**
   * Opens a stream to a port on 127.0.0.1 of the node. Rejects where sshd does not allow it, or nothing listens there.
   */
  forward(port: number): Promise<Duplex>;
  /**
   * Connects again after a reboot, a lost link or a change of the address; `address` is the node's new one. The node
   * must show the same host key.
   */
  reconnect(options?: { readonly address?: string; readonly timeoutSeconds?: number }): Promise<void>;
  /** Number of exec channels opened so far: a converged node costs one. */
  readonly execs: number;
  close(): void;
}

/** The connection has ended in the middle of some work. Trying again may help. */
export class LinkLostError extends Error {
  override readonly name = 'LinkLostError';
  readonly id = 'node.lost' satisfies FindingId;
}
