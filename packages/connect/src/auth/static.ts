import { Refusal } from "../refusal.js";
import type { Authorizer } from "./authorizer.js";

/** No credentials, or one token that never changes. */
export const staticBearer = (token: string | undefined): Authorizer => ({
  authorization: async () => (token === undefined ? undefined : `Bearer ${token}`),
  challenged: async ({ status }) =>
    token === undefined
      ? new Refusal("login-needed", "The server asks for credentials, and none are configured", { status })
      : new Refusal("login-needed", "The server rejected the token; replace the token in the configuration", {
          status,
        }),
});
