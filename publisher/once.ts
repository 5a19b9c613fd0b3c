import { Api } from './api/client.ts';
import { listAll } from './api/watch.ts';
import { Board } from './board.ts';
import type { PublisherConfig } from './config.ts';
import { KnownNodes } from './known-nodes.ts';
import type { Log } from './log.ts';
import { keepService, type Pass, pass, wishesOf } from './pass.ts';
import { servicesPath } from './publishing-loop.ts';
import { openAgent, writeAndTell } from './serf/agent.ts';
import { agentAddress } from './serf/agent-connection.ts';
import type { Status } from './status.ts';
import type { TagChanges } from './tag-changes.ts';

/** Returns what would be written, or undefined when nothing differs. Writes nothing. */
export async function difference(config: PublisherConfig): Promise<TagChanges | undefined> {
  return (await look(config, () => {})).changes;
}

/** Makes one pass, writes what differs, and reads the tags again. */
export async function once(config: PublisherConfig, log: Log): Promise<Status> {
  const { changes } = await look(config, log);
  if (changes) await writeAndTell(agentAddress(config), changes);
  const after = await look(config, () => {});
  if (after.changes) log('warning', 'Somebody else has changed the tag meanwhile.');
  // Agent and API have just answered: a line in the log about that would not help anybody.
  const board = new Board(config, (level, text) => level !== 'info' && log(level, text));
  board.agent.ok();
  board.api.ok();
  board.take(after);
  board.write();
  return board.status();
}

async function look(config: PublisherConfig, log: Log): Promise<Pass> {
  const api = new Api({ ...config, urls: config.api });
  const services = await listAll({ api, path: servicesPath, keep: keepService });
  const nodes = new KnownNodes(config, log);
  await nodes.look();
  const agent = await openAgent(agentAddress(config));
  try {
    const wishes = wishesOf([...services.items.values()], config);
    const input = { config, agent, wishes, known: nodes.byAddress, isHealthy: true };
    return await pass({ ...input, isGone: () => false, passedOver: () => 0 });
  } finally {
    agent.close();
  }
}
