// Types for single files of ssh2. Its own types only describe the whole package.
declare module 'ssh2/lib/client.js' {
  const Client: typeof import('ssh2').Client;
  export default Client;
}
declare module 'ssh2/lib/agent.js' {
  const agent: Pick<typeof import('ssh2'), 'BaseAgent'>;
  export default agent;
}
declare module 'ssh2/lib/protocol/keyParser.js' {
  const keyParser: Pick<typeof import('ssh2').utils, 'parseKey'>;
  export default keyParser;
}
declare module 'ssh2/lib/protocol/utils.js' {
  const utils: { readonly sendPacket: (protocol: unknown, packet: Buffer) => boolean };
  export default utils;
}
declare module 'ssh2/lib/protocol/constants.js' {
  const constants: Readonly<
    Record<'SUPPORTED_KEX' | 'SUPPORTED_SERVER_HOST_KEY' | 'SUPPORTED_CIPHER' | 'SUPPORTED_MAC', readonly string[]>
  >;
  export default constants;
}
