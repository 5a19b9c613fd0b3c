import * as z from 'zod';
import { name } from './schema-parts.ts';

/** The section `cluster.addons`. */
export const addons = z.strictObject({
  metrics: z
    .boolean()
    .optional()
    .describe('With kubeadm: what `kubectl top` and autoscalers ask. About 30 MiB on one node. Default: false'),
  storage: z
    .boolean()
    .optional()
    .describe("With kubeadm: volumes on a node's own disk. About 15 MiB on one node. Default: false"),
  ingress: z
    .boolean()
    .optional()
    .describe('With kubeadm: a web router (Ingress) on ports 80 and 443. About 40 MiB on every node. Default: false'),
  monitoring: z
    .strictObject({ node: name.describe('The node that keeps the measurements of all nodes, for 30 days') })
    .optional()
    .describe('Graphs of all nodes. About 100 MiB on one node, 20 MiB on every node. Default: none'),
  registry: z
    .strictObject({ node: name.describe('The node that keeps the images') })
    .optional()
    .describe('A registry for images of your own, without internet. About 60 MiB on one node. Default: none'),
  nfs: z
    .strictObject({ node: name.describe('The node whose disk has the volumes') })
    .optional()
    .describe('Volumes that pods on all nodes have at once (NFS). About 25 MiB on one node. Default: none'),
});
