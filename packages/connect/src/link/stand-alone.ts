import { messageOf } from "../failure.js";
import { readEvents } from "../http/events.js";
import { discard, type Headers } from "../http/http.js";
import { framesOf } from "../json-rpc.js";
import { Refusal } from "../refusal.js";
import { contentType, post } from "./post.js";
import type { LinkSettings } from "./settings.js";

/** The stream on which a server of an older revision speaks unasked. */
type StandAlone = {
  /** Opens it, or opens it again when it may be dead. */
  open(): void;
  close(): void;
};

const shortest = 1_000;
const longest = 30_000;

/** Half to one and a half times, so that many clients do not come back at the same moment. */
const jittered = (ms: number): number => ms * (0.5 + Math.random());

export const createStandAlone = (
  settings: LinkSettings,
  session: { readonly headers: () => Headers; readonly lost: () => void },
): StandAlone => {
  const { clock, log, deliver, most } = settings;
  let current: AbortController | undefined;

  /** Resolves when there is nothing more to read: the server has no such stream, or the session is gone. */
  const follow = async (signal: AbortSignal): Promise<void> => {
    let pause = shortest;
    let retry: number | undefined;
    let lastEventId: string | undefined;
    while (!signal.aborted) {
      try {
        const headers = (): Headers => ({
          accept: "text/event-stream",
          ...session.headers(),
          ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
        });
        const reply = await post(settings, { method: "GET", headers, signal });
        if (reply.status !== 200 || contentType(reply.body) !== "text/event-stream") {
          discard(reply);
          if (reply.status === 404 && session.headers()["mcp-session-id"] !== undefined)
            return session.lost();
          if (reply.status < 500) return log.debug(`no stand-alone stream (HTTP ${reply.status})`);
        } else
          await readEvents(reply.body, most, {
            async event({ id, data, event }) {
              pause = shortest;
              if (id !== undefined) lastEventId = id;
              if (data === "" || (event !== undefined && event !== "message")) return true;
              for (const frame of framesOf(data) ?? []) await deliver(frame);
              return true;
            },
            retry: (ms) => {
              retry = ms;
            },
          });
      } catch (error) {
        // A stream that nobody waits for is no reason to ask a person to log in.
        if (error instanceof Refusal && error.kind === "login-needed") return;
        log.debug(`the stand-alone stream broke: ${messageOf(error)}`);
      }
      await clock.sleep(retry ?? jittered(pause), signal);
      pause = Math.min(pause * 2, longest);
    }
  };
  return {
    open() {
      current?.abort();
      current = new AbortController();
      void follow(current.signal);
    },
    close: () => current?.abort(),
  };
};
