import { asUserError } from '../errors.ts';
import type { Node } from '../inventory/schema.ts';
import { runPublisher } from '../resources/publisher-program.ts';
import { publishingNodes } from './publisher-status.ts';
import type { Run } from './run.ts';

/** What one pass of a node's publisher printed. */
export interface PublisherPass {
  readonly node: string;
  readonly code: number;
  readonly stdout: string;
  /** Its log, without the prefixes like "<6>" by which journald knows the level. */
  readonly stderr: string;
}

/** Runs one pass of the publishers on the run's nodes, as their own user. */
export function runPublishers(run: Run, { dryRun }: { readonly dryRun: boolean }): Promise<readonly PublisherPass[]> {
  return Promise.all(publishingNodes(run).map((node) => pass(run, node, dryRun)));
}

async function pass(run: Run, node: Node, dryRun: boolean): Promise<PublisherPass> {
  const { name } = node;
  try {
    run.emit({ kind: 'connecting', node: name, address: node.sshAddress });
    const connection = await run.connect(node);
    try {
      const script = runPublisher(['--once', ...(dryRun ? ['--dry-run'] : [])]);
      const { code, stdout, stderr } = await connection.run(script);
      return { node: name, code, stdout, stderr: stderr.replaceAll(/^<\d>/gm, '') };
    } finally {
      connection.close();
    }
  } catch (error) {
    return { node: name, code: 1, stdout: '', stderr: asUserError(error, name).message };
  }
}
