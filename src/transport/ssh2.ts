// Not its index, which also loads HTTP agents, and with them Node's HTTP and TLS: a tenth of what starting `init` takes.
import agent from 'ssh2/lib/agent.js';
import client from 'ssh2/lib/client.js';
import keyParser from 'ssh2/lib/protocol/keyParser.js';

export const Client = client;
export const { BaseAgent, createAgent } = agent;
export const { parseKey } = keyParser;
