// These are parts of ssh2. Its index also loads HTTP agents, with Node's HTTP and TLS: a tenth of the start of `init`.
import agent from 'ssh2/lib/agent.js';
import client from 'ssh2/lib/client.js';
import keyParser from 'ssh2/lib/protocol/keyParser.js';

export const Client = client;
export const { BaseAgent, createAgent } = agent;
export const { parseKey } = keyParser;
