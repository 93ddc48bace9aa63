import type { Readable, Writable } from "node:stream";
import type { GatewaySettings } from "../config/types.js";
import {
  codes,
  errorReply,
  type Frame,
  type Id,
  isObject,
  isReply,
  isRequest,
  type JsonObject,
  notification,
  type Reply,
  type Request,
  type RpcError,
  request,
  resultReply,
} from "../json-rpc.js";
import { metaKeys, modernVersion } from "../link/modern.js";
import { modernRevision } from "../link/translated.js";
import { createChannel } from "../stdio/channel.js";
import { createProgress } from "../stdio/progress.js";
import { version } from "../version.js";
import { act, BadCall, type Work } from "./actions.js";
import { acting, actions, gatesByAnnotation, metaTools, names, reading, serverLines } from "./meta-tool.js";

export type GatewayHost = {
  /** Resolves when the host has gone. */
  readonly ended: Promise<void>;
  /** What the host can do for servers, once it has said so. */
  capabilities(): JsonObject;
  /** Passes a request of a server on to the host, if the host can answer it. */
  forward(message: Request): Promise<JsonObject | RpcError>;
  close(): Promise<void>;
};

type GatewayHostOptions = {
  readonly input: Readable;
  readonly output: Writable;
  readonly most: number;
  readonly settings: GatewaySettings;
  readonly work: () => Work;
};

const legacyVersions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];
const patience = 2_000;

/** Which capability a host must have declared for a request of a server. */
const neededFor: Readonly<Record<string, string>> = {
  "elicitation/create": "elicitation",
  "sampling/createMessage": "sampling",
  "roots/list": "roots",
};

/** The gateway as the host sees it: an MCP server of both eras with one or two tools. */
export const createGatewayHost = (options: GatewayHostOptions): GatewayHost => {
  const { settings, work } = options;
  const running = new Map<Id, AbortController>();
  const progress = createProgress();
  const waiting = new Map<Id, (reply: Reply) => void>();
  let capabilities: JsonObject = {};
  let split = settings.split;
  let modernHost = false;
  let questions = 0;
  const { read, act: actName } = names(settings);

  const face = (): JsonObject => {
    const lines = serverLines(work().servers.all);
    const servers = lines === "" ? "" : ` Servers:\n${lines}`;
    return {
      capabilities: { tools: {} },
      instructions: `A gateway to other MCP servers. Use the tool ${read} with the action help to begin.${servers}`,
    };
  };
  const serverInfo = { name: "jackfield-connect", version };

  const reply = (message: Request, result: JsonObject): void => {
    const modern = modernVersion(message) !== undefined;
    const meta = isObject(result._meta) ? result._meta : {};
    const marks = { resultType: "complete", _meta: { ...meta, [metaKeys.serverInfo]: serverInfo } };
    void channel.send(resultReply(message.id, modern ? { ...result, ...marks } : result).text);
  };
  const fail = (id: Id, error: RpcError): void => void channel.send(errorReply(id, error).text);

  const toolCall = async (message: Request): Promise<void> => {
    const { id, params = {} } = message;
    const abort = new AbortController();
    running.set(id, abort);
    const name = params.name;
    const allowed = name === actName && split ? acting : split ? [...reading, "call"] : actions;
    const token = isObject(params._meta) ? params._meta.progressToken : undefined;
    const onProgress =
      token === undefined
        ? undefined
        : (params: JsonObject): void => {
            const note = notification("notifications/progress", { ...params, progressToken: token });
            progress.passes(note.message);
            void channel.send(note.text);
          };
    try {
      if (name !== read && !(split && name === actName))
        throw new BadCall(`There is no tool ${String(name)}`);
      const args = isObject(params.arguments) ? params.arguments : {};
      const result = await act(
        work(),
        { args, signal: abort.signal, onProgress, readOnly: split && name === read },
        allowed,
      );
      await progress.settled(message);
      if (!abort.signal.aborted) reply(message, result as JsonObject); // an object either way
    } catch (error) {
      if (!abort.signal.aborted)
        fail(id, {
          code: codes.invalidParams,
          message: error instanceof Error ? error.message : String(error),
        });
    } finally {
      running.delete(id);
    }
  };

  /** A host says who it is and what it can do: once, or with each request (2026-07-28). */
  const meet = ({ params = {} }: Request, modern: boolean): void => {
    const meta = isObject(params._meta) ? params._meta : {};
    const info = modern ? meta[metaKeys.clientInfo] : params.clientInfo;
    const offered = modern ? meta[metaKeys.capabilities] : params.capabilities;
    if (isObject(offered)) capabilities = offered;
    modernHost = modern;
    if (isObject(info) && gatesByAnnotation(info.name)) split = true;
  };

  /** What needs no server: the answer, or undefined when there is no such method. */
  const answerTo = ({ method, params = {} }: Request, modern: boolean): JsonObject | undefined => {
    const cache = modern ? { ttlMs: 3_600_000, cacheScope: "private" } : {};
    switch (method) {
      case "initialize": {
        const protocolVersion =
          legacyVersions.find((one) => one === params.protocolVersion) ?? legacyVersions[0];
        return { protocolVersion, serverInfo, ...face() };
      }
      case "server/discover":
        return { supportedVersions: [modernRevision], ...cache, ...face() };
      case "tools/list":
        return { tools: metaTools(settings, split, work().servers.all), ...cache };
      case "ping":
        return {};
      default:
        return undefined;
    }
  };

  const onRequest = (message: Request): void => {
    const { id, method } = message;
    const revision = modernVersion(message);
    if (revision !== undefined && revision !== modernRevision) {
      const data = { supported: [modernRevision], requested: revision };
      fail(id, {
        code: codes.unsupportedVersion,
        message: `The revision ${revision} is not supported`,
        data,
      });
      return;
    }
    meet(message, revision !== undefined);
    if (method === "tools/call") {
      void toolCall(message);
      return;
    }
    const answer = answerTo(message, revision !== undefined);
    if (answer !== undefined) reply(message, answer);
    else fail(id, { code: codes.methodNotFound, message: `The gateway has no ${method}` });
  };

  const channel = createChannel({
    input: options.input,
    output: options.output,
    most: options.most,
    onInvalid: (answer) => void channel.send(answer.text),
    onFrame({ message }: Frame) {
      if (isReply(message)) {
        if (message.id !== null) waiting.get(message.id)?.(message);
      } else if (isRequest(message)) {
        if (running.has(message.id))
          fail(message.id, {
            code: codes.invalidRequest,
            message: "A request with this id is still running",
          });
        else onRequest(message);
      } else if (message.method === "notifications/cancelled") {
        const id = message.params?.requestId;
        if (typeof id === "string" || typeof id === "number") running.get(id)?.abort();
      }
    },
  });

  return {
    ended: channel.ended.then(() => undefined),
    capabilities: () => capabilities,
    forward: ({ method, params }) => {
      const needed = neededFor[method];
      // A host of 2026-07-28 takes no requests, so it cannot be asked in the middle of a call.
      if (needed === undefined || capabilities[needed] === undefined || modernHost)
        return Promise.resolve(
          method === "elicitation/create"
            ? { action: "decline" }
            : { code: codes.methodNotFound, message: `The client cannot answer ${method}` },
        );
      questions += 1;
      const id = `gateway-${questions}`;
      return new Promise((resolve) => {
        waiting.set(id, (answer) => {
          waiting.delete(id);
          resolve("result" in answer ? answer.result : answer.error);
        });
        void channel.send(request(id, method, params).text);
      });
    },
    async close() {
      channel.stop();
      const deadline = performance.now() + patience;
      while (running.size > 0 && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 20));
      for (const abort of running.values()) abort.abort();
    },
  };
};
