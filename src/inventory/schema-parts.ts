import * as z from 'zod';
import { nodeName } from './made-name.ts';

// zod would compile each schema first. A run uses each schema once, so compiling would take longer than it saves.
z.config({ jitless: true });

/** A name that a node or a cluster can have. */
export const name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, {
  error: ({ input }) =>
    `write ${nodeName(String(input), new Set())}: lower-case letters, digits and hyphens, at most 63 (RFC 1123)`,
});
export const ipv4 = z.ipv4('write an IPv4 address such as 192.168.0.201');
export const cidr = z.cidrv4('write an IPv4 network such as 192.168.0.0/24');
/** Where a secret is kept; its text is never in the inventory. */
export const secretReference = z
  .union([
    z.strictObject({ env: z.string().describe('Name of the environment variable that holds it') }),
    z.strictObject({ file: z.string().describe('Path of the file that holds it, on its first line') }),
    z.strictObject({ prompt: z.literal(true).describe('Ask for it, once a run') }),
  ])
  .describe('Where a secret is kept: {env: NAME}, {file: PATH} or {prompt: true}; never its text');
