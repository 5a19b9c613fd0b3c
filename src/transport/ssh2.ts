import { createRequire } from 'node:module';
import type ssh2 from 'ssh2';

// Its index also loads HTTP agents, and with them Node's HTTP and TLS: a tenth of what starting `init` takes.
const require = createRequire(import.meta.url);

export const Client: typeof ssh2.Client = require('ssh2/lib/client.js');
export const { BaseAgent, createAgent }: Pick<typeof ssh2, 'BaseAgent' | 'createAgent'> = require('ssh2/lib/agent.js');
export const { parseKey }: Pick<typeof ssh2.utils, 'parseKey'> = require('ssh2/lib/protocol/keyParser.js');
