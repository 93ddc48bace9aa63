import type { Authorizer } from "./authorizer.js";

/** OAuth whose code is loaded only when there is a token to send or a challenge to answer. */
export const lazyAuthorizer = (hasToken: () => boolean, load: () => Promise<Authorizer>): Authorizer => {
  let loading: Promise<Authorizer> | undefined;
  const get = (): Promise<Authorizer> => {
    loading ??= load();
    return loading;
  };
  return {
    authorization: async () =>
      loading === undefined && !hasToken() ? undefined : (await get()).authorization(),
    challenged: async (challenge) => (await get()).challenged(challenge),
    freshen() {
      void loading?.then((auth) => auth.freshen?.());
    },
  };
};
