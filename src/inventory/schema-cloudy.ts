import * as z from 'zod';
import { secretReference } from './schema-parts.ts';

const member = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i,
    'write an address, with a port or without: 10.139.40.122:5000',
  );
const namespaces = z.array(
  z.string().regex(/^[a-z0-9*]([a-z0-9*-]*[a-z0-9*])?$/, 'write a namespace, or kube-* for all'),
);

/** The section `cloudy`. */
export const cloudy = z.strictObject({
  install: z
    .enum(['native', 'cloudynitzar', 'agent'])
    .optional()
    .describe(
      'native: microcloud installs Cloudy. cloudynitzar: its own script does. agent: Serf and the publisher only, without web pages. Default: native',
    ),
  serf: z
    .strictObject({
      join: z
        .array(member)
        .optional()
        .describe('Nodes of the community to join, e.g. 10.139.40.122:5000. Default: none'),
      key: secretReference
        .optional()
        .describe("Where the community's own key of Serf is kept (encrypt_key, base64), if it has one. Default: none"),
    })
    .optional()
    .describe('The agents by which the nodes of Cloudy know each other'),
  login: z
    .strictObject({
      user: z
        .string()
        .regex(/^[\w.-]+$/, 'write letters, digits, - _ .')
        .describe('Its name'),
      password: secretReference,
    })
    .optional()
    .describe('A login of their own for the web pages'),
  sshLogin: z
    .boolean()
    .optional()
    .describe(
      'Whether the web pages, which run as root, also let in whoever may log in by SSH with a password. Default: false',
    ),
  publish: z
    .strictObject({
      namespaces: z
        .strictObject({
          include: namespaces.optional().describe('Only Services of these. Default: *'),
          exclude: namespaces.optional().describe('None of these. Default: kube-*'),
        })
        .optional()
        .describe('Which namespaces appear in Cloudy; * stands for any letters'),
      spread: z
        .boolean()
        .optional()
        .describe('Whether nodes share the Services, as each can only show some. Default: true with several nodes'),
    })
    .optional()
    .describe('Which Services appear in Cloudy'),
});
