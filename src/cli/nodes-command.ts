import { Flags } from '@oclif/core';
import type { Emit } from '../engine/events.ts';
import { loadInventory } from '../inventory/load.ts';
import type { Node } from '../inventory/schema.ts';
import { namesIn, selectNodes } from '../inventory/select.ts';
import { eventJson, fewerTransfers } from '../screen/event-json.ts';
import { type LookingLine, lookingLine } from '../screen/looking-line.ts';
import { progressLine } from '../screen/progress-line.ts';
import { dryRun, openLog } from '../screen/run-log.ts';
import { type OpenRun, openRun } from '../tasks/open-run.ts';
import type { Run } from '../tasks/run.ts';
import { BaseCommand } from './base-command.ts';
import { askSecret, askText, requireTerminal } from './prompts.ts';

interface NodesFlags {
  readonly inventory: string;
  readonly only?: string | undefined;
  readonly concurrency: number;
  readonly 'accept-new-host-keys': boolean;
  readonly 'json-events': boolean;
  readonly 'dry-run'?: boolean;
}

interface Question {
  readonly message: string;
  readonly secret: boolean;
}

/** What commands that work on nodes share: which nodes, host keys, the log, the stream of events. */
export abstract class NodesCommand extends BaseCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    concurrency: Flags.integer({
      default: 10,
      min: 1,
      description: 'Nodes to connect to at once',
      helpValue: 'N',
      helpGroup: 'GLOBAL',
    }),
    'accept-new-host-keys': Flags.boolean({
      description: 'Trust the host keys of nodes that are contacted for the first time',
      env: 'MICROCLOUD_ACCEPT_NEW_HOST_KEYS',
      helpGroup: 'GLOBAL',
    }),
    'json-events': Flags.boolean({
      description: 'Print each event of the run as a line of JSON on stderr, instead of rows',
      helpGroup: 'GLOBAL',
    }),
  };

  /** Seconds to wait for a node that does not answer. */
  protected readonly timeoutSeconds: number = 60;

  /** Functions that get the events of the run. */
  readonly listeners: Emit[] = [];
  /** The line on a terminal that says which nodes are looked at. It is removed before anything else is printed. */
  private looking: LookingLine | undefined;
  private opened: OpenRun | undefined;

  /** Loads the inventory and makes the run ready; nothing is contacted yet. */
  protected async open(verb: string, flags: NodesFlags): Promise<Run> {
    const inventory = await loadInventory(flags.inventory, { env: process.env });
    const names = flags.only === undefined ? [] : namesIn(flags.only);
    return this.openFor(verb, flags, inventory, selectNodes(inventory, names));
  }

  /** Makes a run ready with an inventory that is loaded already. */
  protected openFor(verb: string, flags: NodesFlags, inventory: Run['inventory'], nodes: readonly Node[]): Run {
    // A command with several inventories opens one run after another.
    this.opened?.close();
    this.listeners.length = 0;
    const name = flags['dry-run'] ? `${verb}${dryRun}` : verb;
    const log = openLog(name, process.env, (sentence) => void this.logToStderr(sentence));
    this.logFile = log?.file;
    if (log) this.listeners.push(log.write);
    // Not logToStderr: it prints nothing with --json.
    const print: Emit = (event) => process.stderr.write(`${eventJson(event, { withScripts: false })}\n`);
    if (flags['json-events']) this.listeners.push(fewerTransfers(print));
    else if (process.stderr.isTTY && !this.jsonEnabled()) {
      this.looking = lookingLine(progressLine(process.stderr), nodes.length);
      this.listeners.push(this.looking.hear);
    }
    this.opened = openRun({
      inventory,
      nodes,
      env: process.env,
      concurrency: flags.concurrency,
      timeoutSeconds: this.timeoutSeconds,
      hostKeys: flags['accept-new-host-keys'] ? 'accept-new' : 'ask',
      ask: (question) => (this.looking ? this.looking.aside(() => askPerson(question)) : askPerson(question)),
      emit: (event) => {
        for (const listen of this.listeners) listen(event);
      },
    });
    return this.opened;
  }

  /** Closes the run's connections, also after an unexpected error. */
  protected override async finally(error: Error | undefined): Promise<void> {
    this.opened?.close();
    await super.finally(error);
  }

  override log(message?: string): void {
    this.looking?.stop();
    super.log(message);
  }

  override logData(text: string): void {
    this.looking?.stop();
    super.logData(text);
  }

  override logToStderr(message?: string): void {
    this.looking?.stop();
    super.logToStderr(message);
  }
}

async function askPerson({ message, secret }: Question): Promise<string> {
  if (secret) return askSecret(message);
  // The only question without a secret is whether a host key may be trusted.
  requireTerminal(message, {
    id: 'ssh.hostkey_unknown',
    hint: 'compare it with the node itself, then: --accept-new-host-keys',
  });
  return askText(message);
}
