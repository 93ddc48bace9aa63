/** Something that is done together with others, and who waits for it. */
type Member<Item, Value> = {
  readonly item: Item;
  readonly done: (value: Value) => void;
  readonly fail: (error: unknown) => void;
};

type GroupOptions<Item, Value> = {
  /** Does all of a group; gives a value for each, in their order. What it throws, each of them gets. */
  readonly work: (items: readonly Item[]) => Promise<readonly Value[]>;
  /** What an item counts, and how much a group may count: it is at least one item. */
  readonly sizeOf: (item: Item) => number;
  readonly most: { readonly count: number; readonly size: number };
};

/**
 * Does together what comes together: in the same turn of the event loop, or while a group is on its way. One group is
 * on its way at a time, so each waits for two at most, however many come.
 */
export const inGroups = <Item, Value>({ work, sizeOf, most }: GroupOptions<Item, Value>) => {
  let waiting: Member<Item, Value>[] = [];
  let isBusy = false;

  const take = (): readonly Member<Item, Value>[] => {
    let size = 0;
    let count = 0;
    for (const { item } of waiting.slice(0, most.count)) {
      size += sizeOf(item);
      if (count > 0 && size > most.size) break;
      count += 1;
    }
    const group = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return group;
  };

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = take();
      try {
        const values = await work(group.map(({ item }) => item));
        for (const [index, { done }] of group.entries()) done(values[index] as Value); // one for each, as it promises
      } catch (error) {
        for (const { fail } of group) fail(error);
      }
    }
    isBusy = false;
  };

  return {
    add: (item: Item): Promise<Value> =>
      new Promise((done, fail) => {
        waiting.push({ item, done, fail });
        if (isBusy) return;
        isBusy = true;
        setImmediate(run);
      }),
    isIdle: (): boolean => !isBusy,
  };
};
