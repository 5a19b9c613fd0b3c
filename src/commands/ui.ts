import { Flags } from '@oclif/core';
import { NodesCommand } from '../cli/nodes-command.ts';
import { openContent } from '../cli/page-content.ts';
import type { ExitCode } from '../exit-codes.ts';
import { loadInventory } from '../inventory/load.ts';
import { hasScreen, openInBrowser, writeDoorstep } from '../ui/open-browser.ts';
import { servePage } from '../ui/page-server.ts';

export default class Ui extends NodesCommand {
  static override summary = 'Show the cluster on a page in your browser';
  static override description =
    'Serves a page on this computer only, until Ctrl-C: nodes, findings, what init would change, what runs, people and addons. The page does nothing that the command line cannot do, and names the command for everything that it does. Its address lets in one browser, once.';
  static override examples = ['<%= config.bin %> ui', '<%= config.bin %> ui --no-open --port 4000'];
  static override enableJsonFlag = false;
  static override flags = {
    port: Flags.integer({
      default: 0,
      min: 0,
      max: 65_535,
      description: 'The port of the page on this computer. Default: one that is free',
      helpValue: 'PORT',
      noCacheDefault: true,
    }),
    open: Flags.boolean({ allowNo: true, default: true, description: 'Open the page in your browser' }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Ui);
    // A mistake in the inventory ends the command here, before there is a page.
    await loadInventory(flags.inventory, { env: process.env });
    const { content, isWorking, close } = await openContent(
      flags,
      process.env,
      (sentence) => void this.logToStderr(sentence),
    );
    const server = await servePage(content, flags.port);
    const doorstep = flags.open && hasScreen(process.env) ? await writeDoorstep(server.address) : undefined;
    if (doorstep) openInBrowser(doorstep.file);
    this.log(server.address);
    this.logToStderr(
      `${doorstep ? 'This page opens in your browser' : 'Open this address in a browser on this computer'}. The address works once. Ctrl-C ends the page.`,
    );
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await doorstep?.remove();
    await server.close();
    close();
    if (isWorking()) this.logToStderr('Stopped. A node finishes the change in hand; microcloud init goes on.');
    this.exit((isWorking() ? 130 : 0) satisfies ExitCode);
  }
}
