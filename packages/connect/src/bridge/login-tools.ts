import {
  codes,
  errorReply,
  type Frame,
  isObject,
  isReply,
  isRequest,
  type JsonObject,
  notification,
  type Reply,
  type Request,
  resultReply,
} from "../json-rpc.js";
import type { Link } from "../link/settings.js";
import { version } from "../version.js";

type LoginToolsOptions = {
  /** The server, in words for the model. */
  readonly server: string;
  /** A new way to the server. It must not begin a login by itself. */
  readonly link: (deliver: (frame: Frame) => Promise<void>) => Link;
  readonly deliver: (frame: Frame) => Promise<void>;
  readonly begin: () => Promise<JsonObject>;
  readonly complete: (redirectUrl: string) => Promise<JsonObject>;
};

const tools = (server: string): readonly JsonObject[] => [
  {
    name: "login",
    description: `Begin a login at ${server}, which is not connected yet. Show the person the address that comes back.`,
    inputSchema: { type: "object", properties: {}, additionalProperties: false },
    annotations: { readOnlyHint: false, openWorldHint: true },
  },
  {
    name: "complete_login",
    description:
      "Finish the login with the address that the person's browser ended up at. Not needed after a device code.",
    inputSchema: {
      type: "object",
      properties: { redirect_url: { type: "string" } },
      required: ["redirect_url"],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: false, openWorldHint: true },
  },
];

/** A link that stands in for a server until somebody has logged in, and is that server afterwards. */
export type LoginTools = Link & {
  /** A login has come to its end: connects now. */
  loggedIn(): void;
};

const isLoginNeeded = (reply: Reply): boolean =>
  "error" in reply && isObject(reply.error.data) && reply.error.data.kind === "login-needed";

const text = (value: unknown): JsonObject => ({ content: [{ type: "text", text: JSON.stringify(value) }] });

/**
 * For hosts that can show nothing but tools: when the server wants a login, `initialize` succeeds with two tools of ours that
 * log in, and says honestly that nothing is connected. After the login the server takes their place, and the host is
 * asked to read its lists again.
 */
export const createLoginTools = (options: LoginToolsOptions): LoginTools => {
  const { server, deliver } = options;
  let opening: Frame<Request> | undefined;
  /** From `initialize` to its answer (`opening`) nobody knows who is to answer the rest. */
  let state: "direct" | "opening" | "waiting" | "connecting" = "direct";
  const queue: Frame[] = [];

  const standIn = (request: Request): void => {
    state = "waiting";
    void deliver(
      resultReply(request.id, {
        protocolVersion: request.params?.protocolVersion ?? "2025-06-18",
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: "jackfield-connect", version },
        instructions: `Not connected yet: ${server} wants a login. Use the tool login first; the tools of the server appear afterwards.`,
      }),
    );
  };

  /** Messages that had to wait go to the one who answers now. */
  const goOn = (): void => {
    for (const frame of queue.splice(0)) accept(frame);
  };

  const connected = (): void => {
    state = "direct";
    link.accept(notification("notifications/initialized"));
    goOn();
    for (const kind of ["tools", "resources", "prompts"])
      void deliver(notification(`notifications/${kind}/list_changed`));
  };

  const fromServer = async (frame: Frame): Promise<void> => {
    const { message } = frame;
    const opens = isReply(message) && opening !== undefined && message.id === opening.message.id;
    if (opens && state === "connecting") {
      if ("result" in message) connected();
      else {
        state = "waiting";
        goOn();
      }
      return;
    }
    if (!opens || opening === undefined) return deliver(frame);
    if (isLoginNeeded(message)) standIn(opening.message);
    else {
      state = "direct";
      await deliver(frame);
    }
    goOn();
  };
  let link = options.link(fromServer);

  const loggedIn = (): void => {
    if (state !== "waiting" || opening === undefined) return;
    state = "connecting";
    void link.close();
    link = options.link(fromServer);
    link.accept(opening);
  };

  const call = async ({ id, params = {} }: Request): Promise<void> => {
    const args = isObject(params.arguments) ? params.arguments : {};
    try {
      if (params.name === "login") await deliver(resultReply(id, text(await options.begin())));
      else if (params.name === "complete_login") {
        const done = await options.complete(String(args.redirect_url ?? ""));
        await deliver(resultReply(id, text(done)));
        loggedIn();
      } else
        await deliver(
          errorReply(id, {
            code: codes.invalidParams,
            message: `Not connected yet: ${server} wants a login`,
          }),
        );
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await deliver(resultReply(id, { content: [{ type: "text", text: message }], isError: true }));
    }
  };

  const answerHere = (message: Request): void => {
    const { id, method } = message;
    if (method === "tools/call") void call(message);
    else if (method === "tools/list") void deliver(resultReply(id, { tools: tools(server) }));
    else if (method === "ping") void deliver(resultReply(id, {}));
    else
      void deliver(
        errorReply(id, { code: codes.methodNotFound, message: `Not connected yet: ${server} wants a login` }),
      );
  };

  const accept = (frame: Frame): void => {
    const { message } = frame;
    if (isRequest(message) && message.method === "initialize" && opening === undefined) {
      opening = { message, text: frame.text };
      state = "opening";
      link.accept(frame);
    } else if (state === "direct") link.accept(frame);
    else if (state !== "waiting") queue.push(frame);
    else if (isRequest(message)) answerHere(message);
  };

  return {
    loggedIn,
    accept,
    woke: () => link.woke(),
    close: () => link.close(),
  };
};
