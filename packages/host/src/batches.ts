type Id = string | number;

type Batch = { readonly left: Set<Id>; readonly answers: unknown[] };

/** The batches whose requests are running. The answers to one go out as one array (JSON-RPC 2.0 section 6). */
type Batches = {
  /** Begins one with the ids of the requests that run, and with what has been refused of it. */
  begin(ids: readonly Id[], refusals: readonly unknown[]): void;
  /** Takes an answer that belongs to a batch; false for any other. */
  take(id: unknown, answer: unknown): boolean;
  /** A request that is not going to be answered. */
  leave(id: unknown): void;
};

export const createBatches = (write: (answers: readonly unknown[]) => void): Batches => {
  const batches = new Map<Id, Batch>();
  const finish = ({ left, answers }: Batch): void => {
    if (left.size === 0 && answers.length > 0) write(answers);
  };
  const remove = (id: unknown, answer?: unknown): boolean => {
    const known = typeof id === "string" || typeof id === "number" ? id : undefined;
    const batch = known === undefined ? undefined : batches.get(known);
    if (known === undefined || batch === undefined) return false;
    batches.delete(known);
    batch.left.delete(known);
    if (answer !== undefined) batch.answers.push(answer);
    finish(batch);
    return true;
  };
  return {
    begin(ids, refusals) {
      const batch = { left: new Set(ids), answers: [...refusals] };
      for (const id of ids) batches.set(id, batch);
      finish(batch);
    },
    take: remove,
    leave: (id) => void remove(id),
  };
};
