// The parts of ssh2 that its own types name only together.
declare module 'ssh2/lib/client.js' {
  const Client: typeof import('ssh2').Client;
  export default Client;
}
declare module 'ssh2/lib/agent.js' {
  const agent: Pick<typeof import('ssh2'), 'BaseAgent' | 'createAgent'>;
  export default agent;
}
declare module 'ssh2/lib/protocol/keyParser.js' {
  const keyParser: Pick<typeof import('ssh2').utils, 'parseKey'>;
  export default keyParser;
}
