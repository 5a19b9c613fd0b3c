import { Answers } from '../engine/answers.ts';
import type { Fact, Scope } from '../engine/model.ts';
import { calledApi } from '../facts/called-api.ts';
import { memberAddress, memberName } from '../facts/cluster/known-as.ts';
import { memberState, memberships } from '../facts/cluster/member-state.ts';

/** Makes what a node will answer about its cluster once it has left that cluster. */
export function outside({ cluster, node }: Scope): Answers {
  const none: readonly ReturnType<typeof answer>[] = [
    answer(memberState(cluster), 'none'),
    answer(memberships, []),
    answer(memberName(cluster), undefined),
    answer(memberAddress, undefined),
    answer(calledApi(cluster, node), ''),
  ];
  return new Answers(new Map(none), '');
}

function answer<T>({ id }: Fact<T>, value: T) {
  return [id, { kind: 'value', value }] as const;
}
