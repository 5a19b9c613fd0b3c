import type { Node } from '../inventory/schema.ts';
import type { Connection } from '../transport/connection.ts';
import type { Run } from './run.ts';

/** Seconds to wait for a node that has gone. Short, as the next look tries again. */
const patience = 10;

/**
 * Makes a run for looking again and again: a connection stays open when a look has ended, and the next look uses it. An
 * SSH handshake takes a Pi a third of a second. Whoever opened the run closes all connections.
 */
export function keepingConnections<R extends Run>(run: R): R {
  const kept = new Map<string, Promise<Connection>>();
  const connect = async (node: Node): Promise<Connection> => {
    const known = kept.get(node.name);
    const connecting = known ?? run.connect(node);
    if (!known) {
      kept.set(node.name, connecting);
      connecting.catch(() => kept.delete(node.name));
    }
    return staying(await connecting);
  };
  return { ...run, connect };
}

/** Wraps a connection so that `close` leaves it open. */
function staying(connection: Connection): Connection {
  return {
    node: connection.node,
    run: (script, onLine) => connection.run(script, onLine),
    upload: (file, path, onProgress) => connection.upload(file, path, onProgress),
    forward: (port) => connection.forward(port),
    reconnect: (options) => connection.reconnect({ timeoutSeconds: patience, ...options }),
    get execs() {
      return connection.execs;
    },
    close() {},
  };
}
