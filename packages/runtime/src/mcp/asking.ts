import { hkdfSync, randomUUID } from "node:crypto";
import { type ToolError, withVisible } from "@jackfield/contract";
import {
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type RequestStateCodec,
  type ServerContext,
} from "@modelcontextprotocol/server";
import {
  type Claims,
  type Consent,
  type ConsentQuestion,
  cannotAsk,
  digestOf,
  notAgreed,
  stateDown,
  usedBefore,
} from "../consent.js";

/** A person has this long to answer, in seconds. */
const answerSeconds = 600;
/** Characters of the arguments that the person is shown. */
const longestArguments = 2_000;
const key = "confirm";

/** What travels with the question and comes back with the answer, sealed: whose call of what it is, and its own number. */
type Ticket = { readonly call: string; readonly number: string };

const reasons: Readonly<Record<ConsentQuestion["reason"], string>> = {
  billable: "It costs money.",
  destructive: "It cannot be undone.",
  changes: "It changes something.",
};

const messageOf = ({ tool, title, reason, summary, arguments: args }: ConsentQuestion): string => {
  const text = JSON.stringify(withVisible(args), null, 2);
  const more = text.length - longestArguments;
  const shown = more > 0 ? `${text.slice(0, longestArguments)}\n(and ${more} more characters)` : text;
  const words = summary === undefined ? "" : `${withVisible(summary)}\n`;
  return `Run ${title === tool ? tool : `${title} (${tool})`}? ${reasons[reason]}\n${words}${shown}`;
};

/** Only a person's own "yes" in the form counts: the form has no default, and no argument of the tool says it. */
const formOf = (question: ConsentQuestion) =>
  inputRequired.elicit({
    message: messageOf(question),
    requestedSchema: {
      type: "object",
      properties: { [key]: { type: "boolean", title: "Yes, run it", description: "Run this call once." } },
      required: [key],
    },
  });

/** One request's way to ask, and the question if it has to be put to the client. */
type Asking = { readonly consent: Consent; question(): InputRequiredResult | undefined };

type AskingContext = {
  /** Of the caller: an answer is good for nobody else. */
  readonly owner: string;
  readonly canAsk: boolean;
  readonly request: ServerContext["mcpReq"];
};

/** Asks the persons behind callers: by an input-required result, which the SDK turns into a request for older clients. */
export const createAsking = (claims: Claims): ((context: AskingContext) => Asking) => {
  let codec: Promise<RequestStateCodec<Ticket>> | undefined;
  const open = (): Promise<RequestStateCodec<Ticket>> => {
    codec ??= claims.secret().then((secret) =>
      createRequestStateCodec<Ticket>({
        key: new Uint8Array(hkdfSync("sha256", secret, "", "jackfield consent 1", 32)),
        ttlSeconds: answerSeconds,
      }),
    );
    codec.catch(() => {
      codec = undefined;
    });
    return codec;
  };
  const ticketIn = async (state: unknown): Promise<Ticket | undefined> => {
    if (typeof state !== "string") return undefined;
    // The binding is in the ticket, so the codec needs nothing of the context.
    return (await open()).verify(state, undefined as unknown as ServerContext).catch(() => undefined);
  };
  const answered = async (
    question: ConsentQuestion,
    { number }: Ticket,
    responses: Record<string, unknown>,
  ): Promise<ToolError | undefined> => {
    const answer = inputResponse(responses, key);
    if (answer.kind !== "elicit" || answer.action !== "accept" || answer.content?.[key] !== true)
      return notAgreed(question);
    return (await claims.claim(number, 2 * answerSeconds * 1000)) ? undefined : usedBefore(question);
  };
  return ({ owner, canAsk, request }) => {
    let question: InputRequiredResult | undefined;
    const judge: Consent = async (subject) => {
      const call = digestOf(owner, subject);
      const ticket = await ticketIn(request.requestState());
      const responses = request.inputResponses;
      // An answer to another call, or one that comes too late, is none: the person is asked again.
      if (ticket?.call === call && responses !== undefined) return answered(subject, ticket, responses);
      if (!canAsk) return cannotAsk(subject);
      const requestState = await (await open()).mint({ call, number: randomUUID() });
      question = inputRequired({ inputRequests: { [key]: formOf(subject) }, requestState });
      return notAgreed(subject);
    };
    return { consent: (subject) => judge(subject).catch(() => stateDown), question: () => question };
  };
};
