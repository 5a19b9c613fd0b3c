import { connect } from 'node:net';
import { WireReader, wireString } from './wire-format.ts';

/** A public key that an agent holds, or a certificate for one. */
export interface AgentKey {
  readonly blob: Buffer;
  readonly comment: string;
}

// Numbers of messages, from draft-ietf-sshm-ssh-agent.
const requestIdentities = 11;
const identitiesAnswer = 12;
const signRequest = 13;
const signResponse = 14;
const rsaFlags: Readonly<Record<string, number>> = { 'rsa-sha2-256': 2, 'rsa-sha2-512': 4 };

// For the list only. A signature has no limit: a person may have to touch a security key, or to confirm.
const listMs = 10_000;
const largestAnswer = 1024 * 1024;

/** Lists the keys of an agent, with security keys and certificates. Rejects where no agent answers. */
export async function listAgentKeys(socket: string): Promise<readonly AgentKey[]> {
  const answer = await request(socket, requestIdentities, Buffer.alloc(0), identitiesAnswer, listMs);
  const reader = new WireReader(answer);
  const count = reader.uint32();
  return Array.from({ length: Math.min(count, 1000) }, () => ({
    blob: reader.string(),
    comment: reader.string().toString(),
  }));
}

/** Lets an agent sign. Returns the signature in SSH's wire format. Rejects where the agent refuses. */
export async function signByAgent(socket: string, blob: Buffer, data: Buffer, algorithm: string): Promise<Buffer> {
  const flags = Buffer.alloc(4);
  flags.writeUInt32BE(rsaFlags[algorithm] ?? 0);
  const body = Buffer.concat([wireString(blob), wireString(data), flags]);
  return new WireReader(await request(socket, signRequest, body, signResponse)).string();
}

/** Sends one message, and resolves with the body of its answer. */
function request(path: string, type: number, body: Buffer, wanted: number, timeoutMs = 0): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const chunks: Buffer[] = [];
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(timeoutMs, () => fail(new Error('the agent does not answer')));
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('the agent hangs up')));
    socket.once('connect', () => socket.write(wireString(Buffer.concat([Buffer.from([type]), body]))));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      if (bytes.length < 4) return;
      const length = bytes.readUInt32BE(0);
      if (length > largestAnswer) return fail(new Error('the agent answers with too much'));
      if (bytes.length < 4 + length) return;
      socket.destroy();
      if (bytes[4] === wanted) resolve(bytes.subarray(5, 4 + length));
      else reject(new Error('the agent refuses'));
    });
  });
}
