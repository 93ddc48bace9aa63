import type { ErrorCode, Extension } from "@jackfield/runtime";
import { readClaims } from "./claims.js";

type Failure = {
  readonly tool: string;
  readonly status: number;
  readonly text: string;
  readonly express: boolean;
};
type Reading = { readonly code: ErrorCode; readonly recovery: string };
type Rule = { readonly when: (failure: Failure) => boolean; readonly reading: Reading };

const says =
  (...phrases: readonly string[]) =>
  ({ text }: Failure): boolean =>
    phrases.some((phrase) => text.includes(phrase));

const limit = (recovery: string): Reading => ({ code: "feature_limit", recovery });

/** Tools whose 404 may mean that the call is too young to be seen. */
const callTools = new Set(["getCallState", "updateCall", "updateCallBxml"]);

/** What Bandwidth means by a status, where the status alone misleads. The first rule that fits is taken. */
const rules: readonly Rule[] = [
  {
    when: ({ status }) => status === 402,
    reading: limit(
      "The account is out of credit or has no card on file; a person must settle that in the Bandwidth App.",
    ),
  },
  {
    when: ({ status, express }) => status === 403 && express,
    reading: limit(
      "Bandwidth Build accounts do not have this feature; see https://www.bandwidth.com/talk-to-an-expert/ to upgrade.",
    ),
  },
  {
    // A 403 of this API is a missing role or feature; logging in again does not help.
    when: ({ status }) => status === 403,
    reading: limit(
      "The credential lacks a role or the account lacks the feature; an administrator can add it under Account > API Credentials, or Bandwidth support can enable it.",
    ),
  },
  {
    when: (failure) => failure.status === 409 && says("voice feature is required")(failure),
    reading: limit("Ask Bandwidth support to enable HTTP voice for this account."),
  },
  {
    when: (failure) => failure.status === 429 && says("concurrent call limit")(failure),
    reading: {
      code: "rate_limited",
      recovery: "Too many calls are up at once; end one or wait until one ends.",
    },
  },
  {
    when: ({ status, tool }) => status === 404 && callTools.has(tool),
    reading: {
      code: "not_found",
      recovery:
        "A call that was just created may not be visible yet: wait two seconds and ask again. States are kept for 7 days.",
    },
  },
];

/** Reads a failed reply of the Bandwidth APIs; undefined where the status says it all. */
export const explainFailure: NonNullable<Extension["explain"]> = async ({
  tool,
  status,
  body,
  credentials,
}) => {
  const token = status === 403 ? await credentials.accessToken().catch(() => undefined) : undefined;
  const failure = {
    tool,
    status,
    text: (typeof body === "string" ? body : (JSON.stringify(body) ?? "")).toLowerCase(),
    express: token !== undefined && readClaims(token)?.express === true,
  };
  return rules.find(({ when }) => when(failure))?.reading;
};
