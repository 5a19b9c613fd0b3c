import { add, at } from './bits-and-numbers.ts';

/**
 * Does the Burrows-Wheeler transform: sorts all rotations of the text, and returns their last column and the row of the
 * text itself.
 */
export function transform(text: Uint8Array): { readonly last: Uint8Array; readonly row: number } {
  const order = sortRotations(text);
  const size = text.length;
  return { last: Uint8Array.from(order, (start) => at(text, (start + size - 1) % size)), row: order.indexOf(0) };
}

/** Undoes {@link transform}: returns the text that has this last column. */
export function restore(last: Uint8Array, row: number): Uint8Array {
  const places = new Int32Array(257);
  for (const byte of last) add(places, byte + 1);
  for (let byte = 0; byte < 256; byte++) add(places, byte + 1, at(places, byte));
  const next = new Int32Array(last.length);
  for (const [index, byte] of last.entries()) next[add(places, byte)] = index;
  let here = row;
  return last.map(() => {
    here = at(next, here);
    return at(last, here);
  });
}

/**
 * Sorts by the first byte, then by two, four, eight … bytes, so that repetitive text takes no longer than other text.
 */
function sortRotations(text: Uint8Array): Int32Array {
  const size = text.length;
  let order = sortBy(
    Int32Array.from(text, (_, index) => index),
    text,
    256,
  );
  let { ranks, count } = rank(
    order,
    (start) => at(text, start),
    () => 0,
  );
  for (let width = 1; count < size && width < size; width *= 2) {
    const second = (start: number) => at(ranks, (start + width) % size);
    const shifted = order.map((start) => (start - width + size) % size);
    order = sortBy(shifted, ranks, count);
    const before = ranks;
    ({ ranks, count } = rank(order, (start) => at(before, start), second));
  }
  return order;
}

/** Numbers sorted items. Items have the same number when both of their keys are equal. */
function rank(order: Int32Array, first: (item: number) => number, second: (item: number) => number) {
  const ranks = new Int32Array(order.length);
  let count = 0;
  let before = -1;
  for (const item of order) {
    if (before < 0 || first(item) !== first(before) || second(item) !== second(before)) count++;
    ranks[item] = count - 1;
    before = item;
  }
  return { ranks, count };
}

/** Sorts by counting. Items with equal keys keep their order. */
function sortBy(items: Int32Array, keys: Int32Array | Uint8Array, keyCount: number): Int32Array {
  const ends = new Int32Array(keyCount);
  for (const item of items) add(ends, at(keys, item));
  for (let key = 1; key < keyCount; key++) add(ends, key, at(ends, key - 1));
  const sorted = new Int32Array(items.length);
  for (let index = items.length - 1; index >= 0; index--) {
    const item = at(items, index);
    sorted[add(ends, at(keys, item), -1) - 1] = item;
  }
  return sorted;
}
