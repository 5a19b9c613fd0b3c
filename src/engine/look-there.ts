/**
 * The hint where a node does not answer a question, for the plan and for doctor. `ssh {node}` becomes the way to log in
 * there. This file imports nothing: errors know the ids of doctor's findings, and those know this hint.
 */
export const lookThere = 'ssh {node}: see whether what the message names runs there. Then run the same command again.';
