import type { Script } from '../shell/sh.ts';

/** What a script left behind. */
export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One SSH connection to one node. Scripts run as root; how is the transport's business. */
export interface Connection {
  /** The node's name, for messages. */
  readonly node: string;
  /** Runs a script as root over one exec channel. `onLine` sees each line of stdout as it comes. */
  run(script: Script, onLine?: (line: string) => void): Promise<Result>;
  /**
   * Copies a local file to `path` on the node (root, 0600), over a channel of its own, beside running scripts.
   * Resumes `path`.part where an earlier copy stopped; renames when complete. Bytes are not verified here.
   */
  upload(file: string, path: string, onProgress?: (bytes: number, total: number) => void): Promise<void>;
  /** Connects again after a reboot, a lost link or a move; `address` when the node has a new one. Same host key required. */
  reconnect(options?: { readonly address?: string; readonly timeoutSeconds?: number }): Promise<void>;
  /** Number of exec channels opened so far: a converged node costs one. */
  readonly execs: number;
  close(): void;
}

/** The connection is gone in the middle of something; trying again may help. */
export class LinkLostError extends Error {
  override readonly name = 'LinkLostError';
}
