import { type Causes, causeOf } from '../../causes.ts';
import { shortened } from '../shortened.ts';

/** What the scheduler says, in plain words. */
export const schedulerWords: Causes = [
  [/Insufficient memory/, 'no node has enough free memory'],
  [/Insufficient cpu/, 'no node has enough free processor time'],
  [
    /volume node affinity|match PersistentVolume's node affinity/,
    'its volume is on the disk of another node, which does not take it',
  ],
  [/Insufficient ephemeral-storage|disk-pressure/, 'no node has enough room on its card'],
  [/Insufficient \S+/, 'no node has the devices that it asks for'],
  [/didn't match Pod's node affinity\/selector/, 'no node has the labels that it asks for'],
  [/unbound immediate PersistentVolumeClaims|persistentvolumeclaim .* not found/, 'its volume is not there'],
  [/didn't have free ports/, 'its host port is taken on every node'],
  [/Too many pods/, 'every node has as many pods as it may have'],
  [/unschedulable/, 'every node that would do is cordoned'],
  [/untolerated taint/, 'every node has a taint that it does not tolerate'],
];

/** What is said about a claim that gets no volume, in plain words. */
export const volumeWords: Causes = [
  [/no storage class is set/, 'no volume fits it, and it names no StorageClass that makes one'],
  [/storageclass\S* "[^"]*" not found/, 'its StorageClass is not there'],
  [/external provisioner/, 'the program that makes volumes of its StorageClass does not do it: look at its pods'],
];

/** What the API says about a webhook that it could not ask, in plain words. */
export const webhookWords: Causes = [
  [/service "[^"]*" not found/, 'its Service is not there'],
  [/no endpoints available/, 'no pod of its Service is ready'],
  [/connection refused|no route to host|EOF|connection reset/, 'nothing answers at its address'],
  [/deadline exceeded|i\/o timeout|Client\.Timeout/, 'it does not answer in time'],
  [/no such host/, 'its name leads nowhere'],
  [/x509|tls: /, 'its certificate is not the one that its configuration names (caBundle)'],
];

/** Says a message in plain words, or as it is where nothing is known about it. */
export function translated(words: Causes, message: string): string {
  return causeOf(words, message) ?? shortened(message);
}
