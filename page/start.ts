/** What the page may start, as the server takes it. */
export type Started = { readonly verb: 'init'; readonly only?: readonly string[] } | { readonly verb: 'doctor --fix' };

/** Asks the nodes what it would change; nothing changes before a yes. */
export type Start = (what: Started) => void;
