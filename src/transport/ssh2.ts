// Single files of ssh2. Its index would also load HTTP agents, with Node's HTTP and TLS, which takes a tenth of the
// start of `init`.
import agent from 'ssh2/lib/agent.js';
import client from 'ssh2/lib/client.js';
import constants from 'ssh2/lib/protocol/constants.js';
import keyParser from 'ssh2/lib/protocol/keyParser.js';
import protocolUtils from 'ssh2/lib/protocol/utils.js';

export const Client = client;
export const { BaseAgent } = agent;
export const { parseKey } = keyParser;
export const { sendPacket } = protocolUtils;
/** The algorithms that ssh2 supports on this machine. */
export const supported: Readonly<Record<'kex' | 'serverHostKey' | 'cipher' | 'mac', readonly string[]>> = {
  kex: constants.SUPPORTED_KEX,
  serverHostKey: constants.SUPPORTED_SERVER_HOST_KEY,
  cipher: constants.SUPPORTED_CIPHER,
  mac: constants.SUPPORTED_MAC,
};
