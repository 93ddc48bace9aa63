import { type HttpDoor, httpHandler, type Offer } from "@jackfield/runtime";
import { allowedHosts } from "./address.js";
import { bearerIssuer } from "./auth/bearers.js";
import { callers } from "./auth/callers.js";
import type { Work } from "./listen.js";
import { createMetrics, type Metrics } from "./metrics.js";
import type { HttpParts, HttpStart } from "./open.js";
import { limited } from "./quota.js";

/** Opens the door to MCP: who may come in, what each is offered, and what is counted. */
export const openDoor = (
  { options, io, address, log }: HttpStart,
  { state, tenants, quota, journal, tracing, opened }: HttpParts,
  work: Work,
): { readonly door: HttpDoor; readonly metrics: Metrics } => {
  const { http } = options;
  const metrics = createMetrics({ sessions: () => door.sessions(), requests: work.count });
  const callerOf = callers({
    auth: http.auth,
    offer: opened.offer,
    environment: io.environment,
    tenants,
    endpoint: address.endpoint,
    log: (line) => log.warn(line),
  });
  const watched = (one: Offer): Offer => {
    const counted = metrics.counted(limited(journal?.watchedOffer(one) ?? one, quota));
    return tracing?.traced(counted) ?? counted;
  };
  const offers = new Map(
    Object.entries(options.clientsOfBearers).map(([name, client]) => [
      name,
      watched(opened.offerFor(client)),
    ]),
  );
  const door = httpHandler(watched(opened.offer), callerOf, {
    offerOf: ({ principal }) =>
      principal?.issuer === bearerIssuer ? offers.get(principal.subject) : undefined,
    allowedHosts: allowedHosts(http),
    claims: state.claims,
    sessions: state.sessions,
    report: (error) => log.warn({ reason: error.message }, "a request was refused"),
    begin: work.begin,
  });
  return { door, metrics };
};
