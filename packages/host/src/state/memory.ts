import { memoryClaims, memorySessions, memoryUpdates, usualBounds } from "@jackfield/runtime";
import { nextDay, pace, type Quotas, type SharedState, type Slot, utcDay } from "./state.js";

const memorySlot = (): Slot => {
  let content: { readonly text: string; readonly version: string } | undefined;
  let count = 0;
  return {
    read: async () => content,
    version: async () => content?.version,
    async replace(text, version) {
      if (content?.version !== version) return false;
      count += 1;
      content = { text, version: String(count) };
      return true;
    },
  };
};

type Usage = {
  day: string;
  calls: number;
  billable: number;
  /** When the calls so far would have come at an even pace (GCRA). */
  arrival: number;
  /** Calls under way, with the moment when each loses its place. */
  readonly running: Map<string, number>;
};

const memoryQuotas = (): Quotas => {
  const tenants = new Map<string, Usage>();
  const usageOf = (tenant: string): Usage => {
    const usage = tenants.get(tenant) ?? { day: "", calls: 0, billable: 0, arrival: 0, running: new Map() };
    tenants.set(tenant, usage);
    return usage;
  };
  return {
    async begin({ tenant, id, now, lease, limits: { concurrent, perSecond } }) {
      const usage = usageOf(tenant);
      for (const [other, until] of usage.running)
        if (until <= now || until > now + lease) usage.running.delete(other);
      if (concurrent !== undefined && usage.running.size >= concurrent) return { limit: "concurrent" };
      if (perSecond !== undefined) {
        const { interval, window } = pace(perSecond);
        // Bounded from above too, since a clock may have been set back.
        const arrival = Math.max(now, Math.min(usage.arrival, now + window));
        const early = arrival + interval - window - now;
        usage.arrival = early > 0 ? arrival : arrival + interval;
        if (early > 0) return { limit: "perSecond", retryMs: Math.ceil(early) };
      }
      usage.running.set(id, now + lease);
      return undefined;
    },
    end: async (tenant, id) => void tenants.get(tenant)?.running.delete(id),
    async count({ tenant, now, billable, limits }) {
      const usage = usageOf(tenant);
      const day = utcDay(now);
      if (usage.day !== day) Object.assign(usage, { day, calls: 0, billable: 0 });
      const retryMs = nextDay(now) - now;
      if (usage.calls >= (limits.calls ?? Number.POSITIVE_INFINITY)) return { limit: "calls", retryMs };
      if (billable && usage.billable >= (limits.billable ?? Number.POSITIVE_INFINITY))
        return { limit: "billable", retryMs };
      usage.calls += 1;
      if (billable) usage.billable += 1;
      return undefined;
    },
  };
};

/** State of one process, gone with it. */
export const memoryState = (now: () => number = Date.now): SharedState => ({
  sessions: memorySessions(usualBounds, now),
  vault: memorySlot(),
  quotas: memoryQuotas(),
  claims: memoryClaims(now),
  updates: memoryUpdates(),
  ready: async () => true,
  close: async () => undefined,
});
