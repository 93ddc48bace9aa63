import type { Headers } from "../http/http.js";
import { type Frame, isObject, type JsonObject, type Request } from "../json-rpc.js";

/** The session of an older revision, as far as a client holds it. */
export type Session = {
  /** Grows with each new session, so that a refused request knows whether somebody else has already got a new one. */
  generation: number;
  id: string | undefined;
  version: string | undefined;
  /** The host's own `initialize`, sent again when the server has lost the session. */
  opening: Frame<Request> | undefined;
  /** The server's first answer to it. */
  result: JsonObject | undefined;
};

export const newSession = (): Session => ({
  generation: 0,
  id: undefined,
  version: undefined,
  opening: undefined,
  result: undefined,
});

export const sessionHeaders = ({ id, version }: Session): Headers => ({
  ...(id === undefined ? {} : { "mcp-session-id": id }),
  ...(version === undefined ? {} : { "mcp-protocol-version": version }),
});

const listKinds = ["tools", "resources", "prompts"] as const;

/**
 * After a new session: the lists that the host has to read again, if the server is another one than before. Only what
 * the server promised to announce in the first place is announced.
 */
export const changedLists = (before: JsonObject | undefined, after: JsonObject): readonly string[] => {
  if (before === undefined) return [];
  const face = ({ serverInfo, capabilities }: JsonObject): string =>
    JSON.stringify([serverInfo, capabilities]);
  if (face(before) === face(after)) return [];
  const { capabilities } = before;
  return listKinds.filter((kind) => {
    const capability = isObject(capabilities) ? capabilities[kind] : undefined;
    return isObject(capability) && capability.listChanged === true;
  });
};
