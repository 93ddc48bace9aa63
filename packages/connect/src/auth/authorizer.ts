import type { Refusal } from "../refusal.js";

/** What a server says when it wants credentials, or more of them. */
export type Challenge = {
  readonly status: 401 | 403;
  /** The WWW-Authenticate header, as it came. */
  readonly header: string | undefined;
  /** The Authorization header that was refused. */
  readonly refused: string | undefined;
};

/** Where the credentials of one server come from. */
export type Authorizer = {
  /** The Authorization header for the next request; none when there is nothing to send. Rejects with a Refusal. */
  authorization(): Promise<string | undefined>;
  /** After a 401 or a 403: whether to send the request once more, or why not. */
  challenged(challenge: Challenge): Promise<"retry" | Refusal>;
  /** There is nothing at the address any more (404 without a session): true when another address should be tried. */
  gone?(): Promise<boolean>;
  /** The machine slept or time has passed: renew what is about to end, silently. */
  freshen?(): void;
};
