import type { CallContext, EventReader, ToolResult } from "@jackfield/contract";
import { refuse } from "../steps.js";

const receivesNothing = (): ToolResult =>
  refuse(
    "feature_limit",
    "This server receives no webhooks.",
    "Its operator can switch them on: --events-port 8080 with a public address in BW_MCP_BASE_URL, or --transport http.",
  );

/** Runs with the tenant's events; an unreachable store is an error result, and the operator's log says why. */
export const withEvents = async (
  { events, log }: CallContext,
  work: (events: EventReader) => Promise<ToolResult>,
): Promise<ToolResult> => {
  if (events === undefined) return receivesNothing();
  try {
    return await work(events);
  } catch (error) {
    log(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
    return refuse(
      "unavailable",
      "The store of events does not answer.",
      "Try again in a few seconds with the same cursor; no event is lost.",
    );
  }
};
