import { randomUUID } from "node:crypto";
import { errorResult, type ToolError } from "@jackfield/contract";
import { type Admit, type Offer, stateDown } from "@jackfield/runtime";
import { limitError } from "../limits.js";
import { type Limits, type Quotas, StateUnavailable } from "../state/state.js";

/** What limits are counted with. */
export type QuotaParts = {
  readonly quotas: Quotas;
  /** The limits of a tenant. */
  limitsOf(tenant: string): Limits;
  /** How long a call may take at most, in milliseconds. */
  readonly longest: number;
  readonly log: (line: string) => void;
  readonly now?: () => number;
};

const whenDown = (error: unknown, log: (line: string) => void): ToolError => {
  if (!(error instanceof StateUnavailable)) throw error;
  log(error.message);
  return stateDown;
};

/** Counts the calls that go out, within each tenant's budget. */
export const budget =
  ({ quotas, limitsOf, log, now = Date.now }: QuotaParts): Admit =>
  async (tenant, { confirm }) => {
    const limits = limitsOf(tenant.id);
    if (limits.calls === undefined && limits.billable === undefined) return undefined;
    try {
      const call = { tenant: tenant.id, now: now(), billable: confirm === "billable", limits };
      const refusal = await quotas.count(call);
      return refusal && limitError(refusal, limits);
    } catch (error) {
      return whenDown(error, log);
    }
  };

/** The same offer, with so many calls of each tenant at the same time and per second. */
export const limited = (offer: Offer, parts: QuotaParts): Offer => {
  const { quotas, limitsOf, longest, log, now = Date.now } = parts;
  return {
    ...offer,
    async call(tenant, tool, args, options) {
      const limits = limitsOf(tenant.id);
      if (limits.concurrent === undefined && limits.perSecond === undefined)
        return offer.call(tenant, tool, args, options);
      const id = randomUUID();
      try {
        const refusal = await quotas.begin({ tenant: tenant.id, id, now: now(), lease: longest, limits });
        if (refusal !== undefined) return errorResult(limitError(refusal, limits));
      } catch (error) {
        return errorResult(whenDown(error, log));
      }
      try {
        return await offer.call(tenant, tool, args, options);
      } finally {
        // A lost end costs the place until its lease is over, never the answer.
        await quotas.end(tenant.id, id).catch(() => undefined);
      }
    },
  };
};
