import { Refusal } from "../refusal.js";
import type { Authorizer } from "./authorizer.js";

/** No credentials, one token that never changes, or a header that the user sends. */
export const staticBearer = (token: string | undefined, ownHeader = false): Authorizer => {
  const problem = ownHeader
    ? "The server rejected the Authorization header that is configured; replace it, or leave it out to log in"
    : token === undefined
      ? "The server asks for credentials, and none are configured"
      : "The server rejected the token; replace the token in the configuration";
  return {
    authorization: async () => (token === undefined ? undefined : `Bearer ${token}`),
    challenged: async ({ status }) => new Refusal("login-needed", problem, { status }),
  };
};
