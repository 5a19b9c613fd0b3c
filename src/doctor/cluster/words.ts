/** A message, and what it means. Of several patterns that match, the first one counts. */
type Words = readonly (readonly [RegExp, string])[];

/** What the scheduler says, in plain words. */
export const schedulerWords: Words = [
  [/Insufficient memory/, 'no node has enough free memory'],
  [/Insufficient cpu/, 'no node has enough free processor time'],
  [/didn't match Pod's node affinity\/selector/, 'no node has the labels that it asks for'],
  [/unbound immediate PersistentVolumeClaims|persistentvolumeclaim .* not found/, 'its volume is not there'],
  [/didn't have free ports/, 'its host port is taken on every node'],
  [/Too many pods/, 'every node has as many pods as it may have'],
  [/unschedulable/, 'every node that would do is cordoned'],
  [/untolerated taint/, 'every node has a taint that it does not tolerate'],
];

/** What registries and containerd say, in plain words. */
export const pullWords: Words = [
  [/no match for platform|no matching manifest/, 'there is none for the architecture of its node'],
  [
    /no such host|server misbehaving|i\/o timeout|connection refused|network is unreachable/,
    'its registry cannot be reached',
  ],
  [/not found|manifest unknown/, 'there is no such image'],
  [/unauthorized|denied|forbidden/, 'its registry wants a login'],
  [/toomanyrequests|rate limit/, 'its registry limits downloads'],
  [/no space left/, 'the card of its node is full'],
];

/** Says a message in plain words, or as it is where nothing is known about it. */
export function translated(words: Words, message: string): string {
  return words.find(([pattern]) => pattern.test(message))?.[1] ?? message.slice(0, 200);
}
