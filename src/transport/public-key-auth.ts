import type { Client, ParsedKey } from 'ssh2';
import { type KeyRing, signatureAlgorithm } from './key-ring.ts';
import { isCertificate, keyType } from './public-key.ts';
import { sendPacket } from './ssh2.ts';
import { wireString } from './wire-format.ts';

type Sign = (data: Buffer, done: (signature: Buffer) => void) => void;

/** The parts of ssh2 1.17's protocol that this file needs. */
interface Protocol {
  authPK(user: string, key: ParsedKey, algorithm?: string, sign?: Sign): void;
  readonly _kex: { readonly sessionID: Buffer };
  readonly _authsQueue: string[];
  readonly _packetRW: {
    readonly write: {
      readonly allocStart: number;
      alloc(length: number): Buffer;
      finalize(packet: Buffer): Buffer;
    };
  };
}

const userAuthRequest = 50;

/**
 * Replaces ssh2's function that offers keys (RFC 4252, section 7). ssh2 knows neither certificates nor security keys,
 * and asks the server about every key before it signs, which takes a round trip. Here a key that is ready to sign signs
 * at once. `onTry` gets the name of each key that is offered.
 */
export function offerKeys(client: Client, ring: KeyRing, onTry: (name: string) => void): void {
  const protocol = (client as unknown as { readonly _protocol: Protocol })._protocol;
  protocol.authPK = (user, key, algorithm, sign) => {
    const blob = key.getPublicSSH();
    const identity = ring.find(blob);
    if (!identity) throw new Error('ssh2 offers a key that it was not given');
    onTry(identity.name);
    const offer = { user, blob, algorithm: algorithm ?? algorithmOf(blob) };
    const data = Buffer.concat([wireString(protocol._kex.sessionID), requestFor(offer, true)]);
    const send = (signature: Buffer) => sendRequest(protocol, requestFor(offer, true), wireString(signature));
    const ask = () => sendRequest(protocol, requestFor(offer, false));
    if (sign) sign(data, send);
    else if (identity.readyToSign) identity.sign(data, signatureFor(offer)).then(send, ask);
    else ask();
  };
}

interface Offer {
  readonly user: string;
  readonly blob: Buffer;
  readonly algorithm: string;
}

function requestFor({ user, blob, algorithm }: Offer, isSigned: boolean): Buffer {
  return Buffer.concat([
    Buffer.from([userAuthRequest]),
    wireString(user),
    wireString('ssh-connection'),
    wireString('publickey'),
    Buffer.from([isSigned ? 1 : 0]),
    wireString(algorithm),
    wireString(blob),
  ]);
}

function sendRequest(protocol: Protocol, ...parts: readonly Buffer[]): void {
  const request = Buffer.concat(parts);
  const packet = protocol._packetRW.write.alloc(request.length);
  packet.set(request, protocol._packetRW.write.allocStart);
  protocol._authsQueue.push('publickey');
  sendPacket(protocol, protocol._packetRW.write.finalize(packet));
}

// Chooses the algorithm. ssh2 does so only for plain RSA keys, by what the server accepts, and not for their
// certificates.
function algorithmOf(blob: Buffer): string {
  const type = keyType(blob);
  return isCertificate(blob) ? type.replace(/^ssh-rsa-/, 'rsa-sha2-512-') : type;
}

function signatureFor({ blob, algorithm }: Offer): string {
  return isCertificate(blob) || keyType(blob) !== 'ssh-rsa' ? signatureAlgorithm(blob) : algorithm;
}
