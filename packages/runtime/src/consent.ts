import { createHash, randomBytes } from "node:crypto";
import type { Annotations, Answer, Confirm, Question, ToolError } from "@jackfield/contract";

/** When a person is asked before a tool runs; `marked`: when the config or an overlay says so. */
export const confirmPolicies = ["off", "marked", "destructive", "all"] as const;
export type ConfirmPolicy = (typeof confirmPolicies)[number];

/** What a question belongs to: this tool with these arguments, which are checked. */
export type CallSubject = { readonly tool: string; readonly arguments: Readonly<Record<string, unknown>> };

/** What a person is asked about, and why. */
export type ConsentQuestion = CallSubject & {
  readonly title: string;
  readonly reason: Confirm | "changes";
  /** What the call does, in the words of the vendor's package. */
  readonly summary?: string;
};

/** Asks a person; an error keeps the call back. */
export type Consent = (question: ConsentQuestion) => Promise<ToolError | undefined>;

/** Puts a question of the tool itself. Rejects with a `CallError` while there is no answer. */
export type Asker = (subject: CallSubject, question: Question) => Promise<Answer>;

type ConfirmableTool = {
  readonly confirm?: Confirm;
  readonly annotations: Pick<Annotations, "readOnlyHint" | "destructiveHint">;
};

/** Why a person is asked before this tool runs; undefined: nobody is. A tool that only reads is never asked about unless marked. */
export const reasonToAsk = (
  { confirm, annotations }: ConfirmableTool,
  policy: ConfirmPolicy,
): ConsentQuestion["reason"] | undefined => {
  if (policy === "off") return undefined;
  if (confirm !== undefined) return confirm;
  if (policy === "marked" || annotations.readOnlyHint) return undefined;
  if (annotations.destructiveHint) return "destructive";
  return policy === "all" ? "changes" : undefined;
};

/** Things that may happen once, and a secret to seal with; over several instances they have both in common. */
export type Claims = {
  /** True for the first who claims this id within that time, in milliseconds; false for everybody after. */
  claim(id: string, ttl: number): Promise<boolean>;
  /** Random bytes that all instances know, always the same. */
  secret(): Promise<Buffer>;
};

export const memoryClaims = (now: () => number = Date.now): Claims => {
  /** All are kept for about the same time, so the oldest is the first. */
  const claims = new Map<string, number>();
  const secret = randomBytes(32);
  return {
    async claim(id, ttl) {
      for (const [other, until] of claims) {
        if (until > now()) break;
        claims.delete(other);
      }
      if (claims.has(id)) return false;
      claims.set(id, now() + ttl);
      return true;
    },
    secret: async () => secret,
  };
};

/** The same text for the same value, whatever the order of its keys. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(",")}}`;
};

/** Stands for one caller's call of one tool with exactly these arguments. */
export const digestOf = (owner: string, { tool, arguments: args }: CallSubject): string =>
  createHash("sha256")
    .update(JSON.stringify([owner, tool, canonical(args)]))
    .digest("base64url");

const error = (text: string, recovery: string): ToolError => ({
  error: text,
  code: "confirmation_required",
  recovery: `Nothing was sent. ${recovery}`,
});

export const cannotAsk = ({ tool }: Pick<ConsentQuestion, "tool">): ToolError =>
  error(
    `A person has to confirm ${tool}, and this client cannot ask (it lacks the capability "elicitation").`,
    "Use a client that can show forms, or have the operator of this server (not the model) start it with --confirm off.",
  );

export const calledByTool = (inner: string, outer: string): ToolError =>
  error(
    `A person has to confirm ${inner}, and ${outer}, which calls it, was not confirmed.`,
    `The operator of this server can mark ${outer} with confirm, so that the person is asked first.`,
  );

export const notAgreed = ({ tool }: ConsentQuestion): ToolError =>
  error(`The person did not agree to ${tool}.`, "Call it again only if they ask for it.");

export const usedBefore = ({ tool }: CallSubject): ToolError =>
  error(
    `This confirmation of ${tool} was used before; each is good for one call.`,
    "Call the tool again without it, and the person is asked again.",
  );

/** What a tool that asks ends with while its question is open. Nobody is shown it: clients get the question. */
export const stillOpen = ({ tool }: CallSubject): ToolError =>
  error(`A question of ${tool} is not answered yet.`, "Answer it.");

/** What a caller is answered while shared state does not answer. */
export const stateDown: ToolError = {
  error: "The server cannot reach its shared state, which it needs to judge this call.",
  code: "unavailable",
  recovery: "Nothing was sent. Try again in a few seconds; the operator of this server can see the cause.",
};
