/** What makes a node that is in the cluster in name only one of it again. */
export const rejoin = 'microcloud remove {node} --keep, then: microcloud join {node}';

/** What cures whatever the plan of `init` would change. */
export const init = 'microcloud init --only {node}';
