import { randomUUID } from "node:crypto";
import { type Answer, type Question, withVisible } from "@jackfield/contract";
import {
  type ClientCapabilities,
  type InputRequest,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { CallError } from "../call-error.js";
import {
  type Asker,
  type CallSubject,
  type Consent,
  type ConsentQuestion,
  cannotAsk,
  digestOf,
  notAgreed,
  stateDown,
  stillOpen,
  usedBefore,
} from "../consent.js";
import { answerIn, canAsk, requestOf } from "./questions.js";
import type { Ticket, Tickets } from "./tickets.js";

/** Characters of the arguments that the person is shown. */
const longestArguments = 2_000;
const key = "confirm";

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
const formOf = (question: ConsentQuestion): InputRequest =>
  inputRequired.elicit({
    message: messageOf(question),
    requestedSchema: {
      type: "object",
      properties: { [key]: { type: "boolean", title: "Yes, run it", description: "Run this call once." } },
      required: [key],
    },
  });

/** One request's ways to ask, and what has to be put to the client. */
type Asking = {
  readonly consent: Consent;
  readonly ask: Asker;
  /** Whether a question is open: then the call has not run to its end, and its result is not shown. */
  isOpen(): boolean;
  /** The open questions with their ticket; undefined: there are none. */
  questions(): Promise<InputRequiredResult | undefined>;
};

type AskingContext = {
  /** Of the caller: an answer is good for nobody else. */
  readonly owner: string;
  readonly capabilities: ClientCapabilities | undefined;
  readonly request: Pick<ServerContext["mcpReq"], "inputResponses" | "requestState">;
};

/**
 * Asks the persons and clients behind callers, for consent and for tools that ask: by an input-required result, which the SDK
 * turns into requests for older clients. The call starts again with the answers.
 */
export const askingOf = (tickets: Tickets, { owner, capabilities, request }: AskingContext): Asking => {
  const open = new Map<string, InputRequest>();
  const pending = new Set<Promise<unknown>>();
  const answers: Record<string, Answer> = {};
  let asksConsent = false;
  let agreed = false;
  let call = "";
  let used: Promise<boolean> | undefined;

  /** An answer to another call, or one that comes too late, is none: the question is put again. */
  const ticketOf = (subject: CallSubject): Ticket | undefined => {
    call = digestOf(owner, subject);
    const state = request.requestState<Ticket | string | undefined>();
    // What is still text was not opened, since it is too old.
    const ticket = typeof state === "object" ? state : undefined;
    return ticket?.call === call && request.inputResponses !== undefined ? ticket : undefined;
  };
  const use = (ticket: Ticket): Promise<boolean> => {
    used ??= tickets.use(ticket);
    return used;
  };

  const judge: Consent = async (subject) => {
    const ticket = ticketOf(subject);
    if (ticket !== undefined) {
      const answer = inputResponse(request.inputResponses, key);
      const says = answer.kind === "elicit" && answer.action === "accept" && answer.content?.[key] === true;
      if (!ticket.agreed && (ticket.open.length > 0 || !says)) return notAgreed(subject);
      if (!(await use(ticket))) return usedBefore(subject);
      agreed = true;
      return undefined;
    }
    if (!canAsk("form", capabilities)) return cannotAsk(subject);
    asksConsent = true;
    open.set(key, formOf(subject));
    return notAgreed(subject);
  };

  const answerTo = async (subject: CallSubject, question: Question): Promise<Answer> => {
    const { name, kind } = question;
    const ticket = ticketOf(subject);
    const response = ticket?.open.includes(name)
      ? await answerIn(question, request.inputResponses)
      : undefined;
    const answer = response ?? ticket?.answers[name];
    if (ticket !== undefined && answer !== undefined) {
      if (!(await use(ticket))) throw new CallError(usedBefore(subject));
      answers[name] = answer;
      return answer;
    }
    if (!question.required && !canAsk(kind, capabilities)) return { kind: "unsupported" };
    open.set(name, requestOf(question));
    throw new CallError(stillOpen(subject));
  };

  return {
    consent: (subject) => judge(subject).catch(() => stateDown),
    ask(subject, question) {
      const answer = answerTo(subject, question).catch((error: unknown) => {
        throw error instanceof CallError ? error : new CallError(stateDown);
      });
      pending.add(answer);
      return answer;
    },
    isOpen: () => open.size > 0,
    async questions() {
      await Promise.allSettled(pending);
      if (open.size === 0) return undefined;
      const requestState = await tickets.seal({
        ...{ call, number: randomUUID(), answers, open: asksConsent ? [] : [...open.keys()] },
        ...(agreed && { agreed }),
      });
      return inputRequired({ inputRequests: Object.fromEntries(open), requestState });
    },
  };
};
