import { isList, isMap, type Json } from '../facts/cluster/json.ts';

/** A field that is not as it is wanted. */
export interface Difference {
  /** As people write it: "spec.template.spec.containers[kube-flannel].image". */
  readonly path: string;
  readonly wanted: Json;
  /** undefined: the object has no such field. */
  readonly actual: Json | undefined;
}

/**
 * Lists the wanted fields that are different in the cluster. Other fields do not count: defaults of the API, and what
 * people or other programs added. https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export function differences(
  wanted: Json,
  actual: Json | undefined,
  path: readonly string[] = [],
): readonly Difference[] {
  if (actual === undefined) return isZero(wanted) ? [] : [{ path: pathText(path), wanted, actual }];
  if (isMap(wanted) && isMap(actual)) {
    return Object.entries(wanted).flatMap(([key, value]) => differences(value, actual[key], [...path, key]));
  }
  if (isList(wanted) && isList(actual)) {
    const key = mergeKeys[path.at(-1) ?? ''];
    if (key) return keyedDifferences(wanted, actual, key, path);
    if (wanted.length === actual.length) {
      return wanted.flatMap((item, index) => differences(item, actual[index], [...path, `[${index}]`]));
    }
  }
  return isSame(wanted, actual, path) ? [] : [{ path: pathText(path), wanted, actual }];
}

/** The API merges these lists by a key of their items, and leaves items of others in them. Any other list is one value. */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
};

function keyedDifferences(
  wanted: readonly Json[],
  actual: readonly Json[],
  key: string,
  path: readonly string[],
): readonly Difference[] {
  const keyOf = (item: Json) => (isMap(item) ? String(item[key]) : '');
  return wanted.flatMap((item) => {
    const twin = actual.find((other) => keyOf(other) === keyOf(item));
    return differences(item, twin, [...path, `[${keyOf(item)}]`]);
  });
}

/** Says whether the API leaves a value out: it is empty, 0 or false. */
function isZero(value: Json): boolean {
  if (isMap(value)) return Object.values(value).every(isZero);
  return isList(value) ? value.length === 0 : value === null || value === '' || value === 0 || value === false;
}

function isSame(wanted: Json, actual: Json, path: readonly string[]): boolean {
  if (wanted === actual) return true;
  if (!path.some((name) => amounts.includes(name))) return false;
  const [one, other] = [amountOf(wanted), amountOf(actual)];
  return one !== undefined && one === other;
}

/** Fields whose values are quantities, which have several spellings: 0.1 and 100m, 1024Mi and 1Gi. */
const amounts: readonly string[] = ['requests', 'limits', 'sizeLimit', 'hard', 'default', 'defaultRequest'];

const powers: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Reads a quantity in thousandths, the smallest part of a processor that Kubernetes counts. */
function amountOf(value: Json): number | undefined {
  const [, number, unit = ''] = /^([\d.]+)([a-zA-Z]*)$/.exec(String(value)) ?? [];
  const power = powers[unit];
  return number === undefined || power === undefined ? undefined : Math.round(Number(number) * power * 1000);
}

function pathText(path: readonly string[]): string {
  return path.join('.').replaceAll('.[', '[');
}
