import type { Extension } from "@jackfield/contract";
import { refusalErrors } from "./api-errors.js";
import { readClaims } from "./claims.js";
import { codeReadings, limit, type Reading } from "./error-codes.js";

type Failure = {
  readonly tool: string;
  readonly status: number;
  /** What was said, in lower case. */
  readonly text: string;
  readonly express: boolean;
};
type Rule = { readonly when: (failure: Failure) => boolean; readonly reading: Reading };

const says =
  (...phrases: readonly string[]) =>
  ({ text }: Failure): boolean =>
    phrases.some((phrase) => text.includes(phrase));

/** Tools whose 404 may mean that the call is too young to be seen. */
const callTools = new Set(["getCallState", "updateCall", "updateCallBxml"]);

/** Tools that need the role for numbers, and the listing that needs none; Build accounts have none of them. */
const numberTools = new Set(["listNumberRecords", "getPhoneNumberDetails"]);
const notOfBuild = new Set([...numberTools, "listInServiceNumbers"]);

/** What Bandwidth means by a status, where the status alone misleads. The first rule that fits is taken. */
const rules: readonly Rule[] = [
  {
    when: ({ status }) => status === 402,
    reading: limit(
      "The account is out of credit or has no card on file; a person must settle that in the Bandwidth App.",
    ),
  },
  {
    when: ({ status, express, tool }) => status === 403 && express && notOfBuild.has(tool),
    reading: limit(
      "Bandwidth Build accounts cannot list numbers; a person finds the number of the account in the Bandwidth App. See https://www.bandwidth.com/talk-to-an-expert/ to upgrade.",
    ),
  },
  {
    when: ({ status, express, tool }) => status === 403 && express && tool === "createCall",
    reading: limit(
      "Bandwidth Build accounts may call verified numbers only; a person verifies a number in the Bandwidth App. See https://www.bandwidth.com/talk-to-an-expert/ to upgrade.",
    ),
  },
  {
    when: ({ status, express }) => status === 403 && express,
    reading: limit(
      "Bandwidth Build accounts do not have this feature; see https://www.bandwidth.com/talk-to-an-expert/ to upgrade.",
    ),
  },
  {
    // The body of this 403 is empty.
    when: ({ status, tool }) => status === 403 && numberTools.has(tool),
    reading: limit(
      "The credential lacks the role Numbers; use listInServiceNumbers instead, or have an administrator add the role under Account > API Credentials.",
    ),
  },
  {
    when: (failure) =>
      failure.status === 403 && says("registration center", "customer is not enabled")(failure),
    reading: limit("Ask Bandwidth support to enable 10DLC campaign management for this account."),
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
    reading: limit(
      "Ask Bandwidth support to enable HTTP voice for this account, or route numbers with a voice configuration package (createVoiceConfigurationPackage).",
    ),
  },
  {
    when: (failure) => failure.status === 429 && says("concurrent call limit")(failure),
    reading: {
      code: "rate_limited",
      recovery: "Too many calls are active at once; end one, or wait until one ends.",
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

/** Statuses that say why a request was refused better than a code in the body does. */
const telling: ReadonlySet<number> = new Set([401, 402, 403, 429]);

const readingOfCodes = (status: number, body: unknown): Reading | undefined => {
  if (telling.has(status)) return undefined;
  return refusalErrors(body)
    .map(({ code }) => (code === undefined ? undefined : codeReadings.get(code)))
    .find((reading) => reading !== undefined);
};

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
  return readingOfCodes(status, body) ?? rules.find(({ when }) => when(failure))?.reading;
};
