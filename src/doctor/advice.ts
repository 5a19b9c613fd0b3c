/** What brings a node back that the cluster does not count as a member any more. */
export const rejoin = 'microcloud remove {node} --keep, then: microcloud join {node}';

/** What cures a fault that is a change in the plan of `init`. */
export const init = 'microcloud init --only {node}';
