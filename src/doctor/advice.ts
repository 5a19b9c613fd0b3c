/** What cures whatever the plan of `init` would change. */
export const init = 'microcloud init --only {node}';
