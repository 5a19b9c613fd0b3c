/** Why the certificate of a server is refused: the end of a sentence, and what helps. */
interface Refusal {
  readonly reason: string;
  readonly hint: (now: Date) => string;
}

const unknownAuthority: Refusal = {
  reason: 'shows a certificate of an authority that microcloud does not know',
  hint: () =>
    'If your school or company inspects connections: write NODE_USE_SYSTEM_CA=1 before the same command. Then microcloud trusts the authorities that this computer trusts',
};

const otherTime: Refusal = {
  reason: 'shows a certificate that is not valid now',
  hint: (now) =>
    `The clock of this computer says ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC: set it, if it is wrong`,
};

/** Refusals by the error codes of Node and OpenSSL. */
const refusals: Readonly<Record<string, Refusal>> = {
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  CERT_HAS_EXPIRED: otherTime,
  CERT_NOT_YET_VALID: otherTime,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    reason: 'shows the certificate of another host',
    hint: () => 'Open it in a browser: if the network wants a login first, its login page answers instead',
  },
};

/** Finds the refusal of a certificate in an error of fetch or in its causes. Returns undefined if there is none. */
export function certificateRefusal(error: unknown, now = new Date()): { reason: string; hint: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  const { reason, hint } = refusals[code] ?? {};
  return reason && hint ? { reason: `${reason} (${code})`, hint: hint(now) } : certificateRefusal(error.cause, now);
}
