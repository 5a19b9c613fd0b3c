import { join } from 'node:path';
import { NodesCommand } from '../../src/cli/nodes-command.ts';

/** A command that connects to a node and forgets to close the connection, as after a handled error. */
class Forgetful extends NodesCommand {
  override async run(): Promise<void> {
    const { flags } = await this.parse(Forgetful);
    const run = await this.open('forgetful', flags);
    const [node] = run.nodes;
    if (node) await run.connect(node);
    this.log('done');
  }
}

await Forgetful.run(process.argv.slice(2), join(import.meta.dirname, '../..'));
