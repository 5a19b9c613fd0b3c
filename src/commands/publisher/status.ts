import { eachInventory, type LookError } from '../../cli/each-inventory.ts';
import { NodesCommand } from '../../cli/nodes-command.ts';
import { onlyFlag } from '../../cli/shared-flags.ts';
import { publisherText } from '../../screen/publisher-text.ts';
import { type PublisherReport, readPublishers } from '../../tasks/publisher-status.ts';

export default class PublisherStatus extends NodesCommand {
  static override summary = 'Show each Service: where it is published in Cloudy, or why not';
  static override description =
    'Asks every node that publishes, once, and changes nothing. Exit code 0: all that should be in Cloudy is there; 1: anything else.';
  static override examples = ['<%= config.bin %> publisher status', '<%= config.bin %> publisher status --json'];
  static override readonly takesSeveral = true;
  static override flags = {
    only: onlyFlag,
  };

  // Short: a node that is off shall not delay the answers of the others.
  protected override readonly timeoutSeconds = 10;

  override async run(): Promise<PublisherReport | readonly (PublisherReport | LookError)[]> {
    const { flags } = await this.parse(PublisherStatus);
    return eachInventory(this, flags, async (one) => {
      const result = await readPublishers(await this.open('publisher-status', one));
      this.log(publisherText(result));
      if (!result.ok) this.endWith(1);
      return result;
    });
  }
}
