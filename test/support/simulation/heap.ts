// A priority queue (binary heap), for timers and messages on a virtual clock.

/** @param isBefore a strict order */
export function createHeap<T>(isBefore: (a: T, b: T) => boolean) {
  let list: T[] = [];
  const swap = (a: number, b: number): void => {
    const [first, second] = [list[a], list[b]];
    if (first === undefined || second === undefined) return;
    list[a] = second;
    list[b] = first;
  };
  const less = (a: number, b: number): boolean => {
    const [first, second] = [list[a], list[b]];
    return first !== undefined && second !== undefined && isBefore(first, second);
  };
  return {
    get size() {
      return list.length;
    },
    first: (): T | undefined => list[0],
    push(one: T): void {
      list.push(one);
      for (let at = list.length - 1; at > 0; ) {
        const parent = (at - 1) >>> 1;
        if (!less(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    pop(): T | undefined {
      const [first] = list;
      const last = list.pop();
      if (list.length === 0 || last === undefined) return first;
      list[0] = last;
      for (let at = 0; ; ) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        const child = less(right, left) ? right : left;
        if (!less(child, at)) return first;
        swap(at, child);
        at = child;
      }
    },
    /** All elements, in no particular order. */
    all: (): readonly T[] => list,
    clear(): void {
      list = [];
    },
  };
}
