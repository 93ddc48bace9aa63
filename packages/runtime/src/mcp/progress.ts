import type { ServerContext } from "@modelcontextprotocol/server";
import type { OnProgress } from "../beats.js";

/**
 * Notifications of progress for a request whose client asks for them by a token; undefined for any other. A number that is
 * not above the last one is left out, since the protocol wants them to rise.
 */
export const progressOf = (
  { _meta, notify }: ServerContext["mcpReq"],
  report: (error: Error) => void = () => undefined,
): OnProgress | undefined => {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return undefined;
  let last = Number.NEGATIVE_INFINITY;
  return (progress, total, message) => {
    if (!(progress > last)) return;
    last = progress;
    const params = {
      progressToken,
      progress,
      ...(total === undefined ? {} : { total }),
      ...(message === undefined ? {} : { message }),
    };
    notify({ method: "notifications/progress", params }).catch(report);
  };
};
