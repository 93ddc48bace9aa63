import type { Clock } from "../clock.js";
import { Refusal } from "../refusal.js";
import type { Endpoint } from "../resolver/resolve.js";
import type { Authorizer } from "./authorizer.js";

const between = 600_000;

/**
 * The token that belongs to a resolved address. When the tenant's server refuses it or has gone, the address is resolved
 * once more: once a start, and once in ten minutes.
 */
export const tenantAuthorizer = (
  first: Endpoint,
  options: {
    readonly clock: Clock;
    readonly again: () => Promise<Endpoint>;
    readonly use: (endpoint: Endpoint) => void;
  },
): Authorizer => {
  const { clock, again, use } = options;
  let endpoint = first;
  let last = Number.NEGATIVE_INFINITY;
  let running: Promise<boolean> | undefined;
  const resolveAgain = (): Promise<boolean> => {
    if (endpoint.source !== "cache" && endpoint.source !== "provisioned") return Promise.resolve(false);
    if (running !== undefined) return running;
    if (clock.steady() - last < between) return Promise.resolve(false);
    last = clock.steady();
    running = again()
      .then((next) => {
        const changed = next.url !== endpoint.url || next.bearer !== endpoint.bearer;
        endpoint = next;
        use(next);
        return changed;
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  return {
    authorization: async () => (endpoint.bearer === undefined ? undefined : `Bearer ${endpoint.bearer}`),
    async challenged({ status }) {
      if (status === 401 && (await resolveAgain())) return "retry";
      return new Refusal("login-needed", "The server rejected the token of this account", { status });
    },
    gone: resolveAgain,
  };
};
