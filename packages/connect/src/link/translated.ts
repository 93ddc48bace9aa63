import {
  codes,
  errorReply,
  type Frame,
  frameOf,
  type Id,
  isObject,
  isReply,
  isRequest,
  type JsonObject,
  notification,
  type Reply,
  type Request,
  request,
  resultReply,
} from "../json-rpc.js";
import { metaKeys } from "./modern.js";
import type { Link, LinkSettings } from "./settings.js";
import { createStreamable } from "./streamable.js";

/** The revision that we speak for a host of the older ones. */
export const modernRevision = "2026-07-28";

const legacyVersions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"] as const;
/** How often one request may ask the person for more. */
const mostRounds = 10;

type Round = { readonly original: Request; readonly round: number };
/** What a server wants to know before it goes on with a request; keyed by the server's own names. */
type Questions = {
  readonly of: Round;
  readonly state: unknown;
  readonly open: Set<string>;
  readonly answers: Record<string, unknown>;
};

/**
 * A host of the older revisions at a server of 2026-07-28: `initialize` is answered from `server/discover`, each request
 * gets the version, capabilities and name of the host, and what the server wants to ask becomes requests to the host.
 */
export const createTranslated = (settings: LinkSettings): Link => {
  const { log } = settings;
  let capabilities: JsonObject = {};
  let clientInfo: unknown;
  let logLevel: unknown;
  let wanted: JsonObject = {};
  let questions = 0;
  let listening: Id | undefined;
  let listens = 0;
  const subscribed = new Set<string>();
  const rounds = new Map<Id, Round>();
  const openQuestions = new Map<Id, { readonly key: string; readonly of: Questions }>();

  const meta = (params: JsonObject | undefined): JsonObject => ({
    ...(isObject(params?._meta) ? params._meta : {}),
    [metaKeys.version]: modernRevision,
    [metaKeys.capabilities]: capabilities,
    ...(clientInfo === undefined ? {} : { [metaKeys.clientInfo]: clientInfo }),
    ...(logLevel === undefined ? {} : { [metaKeys.logLevel]: logLevel }),
  });
  const send = (id: Id, method: string, params?: JsonObject): void =>
    link.accept(request(id, method, { ...params, _meta: meta(params) }));

  const welcome = (opening: Request, result: JsonObject): Frame => {
    const { _meta, resultType, ttlMs, cacheScope, supportedVersions, ...face } = result;
    const asksFor = legacyVersions.find((version) => version === opening.params?.protocolVersion);
    const serverCapabilities = isObject(face.capabilities) ? face.capabilities : {};
    wanted = Object.fromEntries(
      (["tools", "prompts", "resources"] as const).flatMap((kind) => {
        const capability = serverCapabilities[kind];
        return isObject(capability) && capability.listChanged === true ? [[`${kind}ListChanged`, true]] : [];
      }),
    );
    const info = isObject(_meta) ? _meta[metaKeys.serverInfo] : undefined;
    return resultReply(opening.id, {
      ...face,
      protocolVersion: asksFor ?? legacyVersions[0],
      serverInfo: face.serverInfo ?? info ?? { name: settings.url().host, version: "unknown" },
      capabilities: serverCapabilities,
    });
  };

  /** One stream for everything the host has subscribed to; a change replaces it. */
  const listen = (): void => {
    if (listening !== undefined)
      link.accept(notification("notifications/cancelled", { requestId: listening }));
    listening = undefined;
    const notifications = {
      ...wanted,
      ...(subscribed.size > 0 ? { resourceSubscriptions: [...subscribed] } : {}),
    };
    if (Object.keys(notifications).length === 0) return;
    listens += 1;
    listening = `jackfield-connect/listen/${listens}`;
    send(listening, "subscriptions/listen", { notifications });
  };

  const ask = (of: Questions, key: string, question: unknown): void => {
    if (!isObject(question) || typeof question.method !== "string") return;
    questions += 1;
    const id = `jackfield-connect/ask/${questions}`;
    of.open.add(key);
    openQuestions.set(id, { key, of });
    const params = isObject(question.params) ? question.params : undefined;
    void settings.deliver(request(id, question.method, params));
  };

  /** The server goes on once it has the answers: the same request again, with them. */
  const proceed = ({ of, state, answers }: Questions): void => {
    const { original, round } = of;
    rounds.set(original.id, { original, round: round + 1 });
    send(original.id, original.method, {
      ...original.params,
      ...(Object.keys(answers).length > 0 ? { inputResponses: answers } : {}),
      ...(state === undefined ? {} : { requestState: state }),
    });
  };

  const onInputRequired = (of: Round, result: JsonObject): Promise<void> | undefined => {
    if (of.round >= mostRounds) {
      rounds.delete(of.original.id);
      const message = `The server asked for more input ${mostRounds} times and still did not finish`;
      return settings.deliver(errorReply(of.original.id, { code: codes.upstreamInvalid, message }));
    }
    const open: Questions = { of, state: result.requestState, open: new Set(), answers: {} };
    const wantedInput = isObject(result.inputRequests) ? result.inputRequests : {};
    for (const [key, question] of Object.entries(wantedInput)) ask(open, key, question);
    if (open.open.size === 0) proceed(open);
    return undefined;
  };

  const onAnswer = (frame: Frame, reply: Reply, of: Round): Promise<void> | undefined => {
    const { original } = of;
    if (!("result" in reply)) {
      rounds.delete(original.id);
      return settings.deliver(frame);
    }
    const { result } = reply;
    if (result.resultType === "input_required") return onInputRequired(of, result);
    rounds.delete(original.id);
    if (original.method === "initialize") return settings.deliver(welcome(original, result));
    const { resultType: _, ...rest } = result;
    return settings.deliver(frameOf({ ...reply, result: rest }));
  };

  const deliver = async (frame: Frame): Promise<void> => {
    const { message } = frame;
    if (!isReply(message)) {
      const internal = "method" in message && message.method === "notifications/subscriptions/acknowledged";
      return internal ? undefined : settings.deliver(frame);
    }
    if (message.id === listening && message.id !== null) {
      listening = undefined;
      log.debug("the stream of notifications ended");
      await settings.clock.sleep(1_000);
      if (listening === undefined && !closed) listen();
      return;
    }
    const of = message.id === null ? undefined : rounds.get(message.id);
    if (of !== undefined) await onAnswer(frame, message, of);
  };
  let closed = false;
  const link = createStreamable({ ...settings, deliver });

  /** The host's answer to a question that came from the server. */
  const onHostReply = (reply: Reply): void => {
    const question = reply.id === null ? undefined : openQuestions.get(reply.id);
    if (question === undefined || reply.id === null) return;
    openQuestions.delete(reply.id);
    const { key, of } = question;
    if (!of.open.delete(key)) return;
    if ("result" in reply) of.answers[key] = reply.result;
    else {
      // A question that the host cannot ask ends the request; nothing may be made up in the person's name.
      of.open.clear();
      rounds.delete(of.of.original.id);
      void settings.deliver(errorReply(of.of.original.id, reply.error));
      return;
    }
    if (of.open.size === 0) proceed(of);
  };

  /** Requests that have no counterpart in 2026-07-28. True when this one is done. */
  const answeredHere = (message: Request): boolean => {
    const { id, method, params } = message;
    const { uri } = params ?? {};
    if (method === "logging/setLevel") logLevel = params?.level;
    else if (method === "resources/subscribe" && typeof uri === "string") subscribed.add(uri);
    else if (method === "resources/unsubscribe" && typeof uri === "string") subscribed.delete(uri);
    else if (method !== "ping") return false;
    if (method.startsWith("resources/")) listen();
    void settings.deliver(resultReply(id, {}));
    return true;
  };

  const onRequest = (message: Request): void => {
    if (answeredHere(message)) return;
    const { id, method, params } = message;
    rounds.set(id, { original: message, round: 0 });
    if (method !== "initialize") {
      send(id, method, params);
      return;
    }
    if (isObject(params?.capabilities)) capabilities = params.capabilities;
    clientInfo = params?.clientInfo;
    send(id, "server/discover");
  };

  return {
    accept({ message, text }) {
      if (isReply(message)) return onHostReply(message);
      if (isRequest(message)) return onRequest(message);
      if (message.method === "notifications/initialized") return listen();
      if (message.method !== "notifications/cancelled") return;
      const id = message.params?.requestId;
      if (typeof id === "string" || typeof id === "number") rounds.delete(id);
      link.accept({ message, text });
    },
    woke() {
      link.woke();
      if (listening !== undefined) listen();
    },
    close() {
      closed = true;
      return link.close();
    },
  };
};
