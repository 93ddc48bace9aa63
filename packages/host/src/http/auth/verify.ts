import type { Principal } from "@jackfield/contract";

/** What a token turned out to be. */
export type Verified =
  | { readonly kind: "valid"; readonly principal: Principal }
  /** `reason` goes into the challenge: our own words, without anything of the token. */
  | { readonly kind: "invalid"; readonly reason: string }
  /** It cannot be judged now, because the authorization server does not answer. */
  | { readonly kind: "unavailable"; readonly reason: string };

/** Judges one token; undefined when it is not of the kind that this verifier knows. */
export type Verify = (token: string) => Promise<Verified | undefined>;
