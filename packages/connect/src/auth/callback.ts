import { foreign } from "../redact.js";
import { type Pending, sameState } from "./pending.js";

/** Where a browser ended up, judged: the code for one pending login, or why there is none. */
type Callback =
  | { readonly kind: "code"; readonly pending: Pending; readonly code: string }
  /** Another paste may still work. */
  | { readonly kind: "unusable"; readonly message: string }
  /** The authorization server said no; this login is over. */
  | { readonly kind: "denied"; readonly pending: Pending; readonly message: string };

const unusable = (message: string): Callback => ({ kind: "unusable", message });

/** The checks of RFC 6749 and RFC 9207, in the order that lets no stranger's answer through to the later ones. */
export const judgeCallback = (params: URLSearchParams, pendings: readonly Pending[]): Callback => {
  const state = params.get("state");
  if (state === null)
    return unusable("The address holds no state; paste the whole address that the browser ended up at");
  const pending = pendings.find((one) => sameState(one.state, state));
  if (pending === undefined)
    return unusable(
      "The state does not match any login in progress; paste the address of the newest login, or begin a new one",
    );
  const { issuer, authorization_response_iss_parameter_supported: always } = pending.authorizationServer;
  const iss = params.get("iss");
  if (iss === null && always === true)
    return unusable(
      "The answer does not name its issuer although the authorization server always does; it is refused",
    );
  if (iss !== null && iss !== issuer)
    return unusable(`The answer comes from another issuer (${foreign(iss, 100)}); it is refused`);
  const error = params.get("error");
  if (error !== null) {
    const description = params.get("error_description");
    const more = description === null ? "" : `: ${foreign(description)}`;
    return { kind: "denied", pending, message: `The login was refused (${foreign(error, 60)}${more})` };
  }
  const code = params.get("code");
  if (code === null || code === "")
    return unusable("The address holds no code; paste the whole address that the browser ended up at");
  return { kind: "code", pending, code };
};

/** The path and host of a redirect; the port of a loopback address is free. */
const isSamePlace = (given: URL, wanted: URL): boolean =>
  given.protocol === wanted.protocol &&
  given.hostname === wanted.hostname &&
  given.pathname === wanted.pathname &&
  (given.port === wanted.port || wanted.protocol === "http:");

/**
 * What a person pasted: the whole address, its query, `code#state`, or a bare code. A bare code has no state that could
 * be checked, so it is taken only when that was allowed and exactly one login is in progress, for 10 minutes at most.
 */
export const readPaste = (
  text: string,
  pendings: readonly Pending[],
  options: { readonly allowBareCode: boolean; readonly now: number },
): Callback => {
  const input = text.trim();
  if (input === "") return unusable("Nothing was pasted");
  if (/^https?:\/\//i.test(input)) {
    if (!URL.canParse(input)) return unusable("What was pasted is not an address that can be read");
    const url = new URL(input);
    const judged = judgeCallback(url.searchParams, pendings);
    const pending = judged.kind === "unusable" ? undefined : judged.pending;
    if (pending !== undefined && !isSamePlace(url, new URL(pending.redirectUri)))
      return unusable(
        `The address must begin with ${pending.redirectUri}; the one that was pasted leads elsewhere`,
      );
    return judged;
  }
  if (/[?&]?\w+=/.test(input) && input.includes("="))
    return judgeCallback(new URLSearchParams(input.replace(/^[^?]*\?/, "")), pendings);
  const [code = "", state] = input.split("#", 2);
  if (state !== undefined)
    return judgeCallback(new URLSearchParams({ code, state }), withoutIssuer(pendings));
  if (!options.allowBareCode)
    return unusable(
      "A code alone is not accepted, since nothing shows that it belongs to this login; paste the whole address, or allow it with --allow-bare-code",
    );
  const [only, ...more] = pendings;
  if (only === undefined || more.length > 0)
    return unusable("A code alone fits only when exactly one login is in progress; paste the whole address");
  if (options.now - only.createdAt > 10 * 60_000)
    return unusable("The login is too old for a code alone; begin a new one");
  return { kind: "code", pending: only, code };
};

/** `code#state` has no room for the issuer; the state shows that it is the answer to our own request. */
const withoutIssuer = (pendings: readonly Pending[]): readonly Pending[] =>
  pendings.map(({ authorizationServer, ...rest }) => ({
    ...rest,
    authorizationServer: { ...authorizationServer, authorization_response_iss_parameter_supported: false },
  }));
