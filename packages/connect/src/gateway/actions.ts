import { createHash } from "node:crypto";
import type { Clock } from "../clock.js";
import { isObject, type JsonObject, type Reply, type RpcError } from "../json-rpc.js";
import type { Log } from "../log.js";
import { Refusal, refusalOf } from "../refusal.js";
import { type Action, actions, helpLines, serverLines } from "./meta-tool.js";
import type { ToolPlace } from "./search.js";
import { reasonOf, type Servers } from "./servers.js";

/** The login side of a gateway. */
export type Logins = {
  /** `{ state, expires_in?, scopes? }` of a server, from files only. */
  auth(server: string): JsonObject;
  begin(server: string, scope: string | undefined): Promise<JsonObject>;
  complete(server: string, redirectUrl: string): Promise<JsonObject>;
};

type Call = {
  readonly args: JsonObject;
  readonly signal: AbortSignal;
  readonly onProgress: ((params: JsonObject) => void) | undefined;
  /** Only tools that say that they read may be called. */
  readonly readOnly: boolean;
};

export type Work = {
  readonly servers: Servers;
  readonly logins: Logins;
  readonly clock: Clock;
  readonly log: Log;
};

type ToolResult = JsonObject;
const result = (value: unknown): ToolResult => ({
  content: [{ type: "text", text: typeof value === "string" ? value : JSON.stringify(value) }],
});
const failure = (text: string): ToolResult => ({ content: [{ type: "text", text }], isError: true });

/** An error of the JSON-RPC kind: the call of the meta tool itself is not in order. */
export class BadCall extends Error {}

const need = (args: JsonObject, name: string): string => {
  const value = args[name];
  if (typeof value === "string" && value !== "") return value;
  throw new BadCall(`The action ${String(args.action)} needs ${name}`);
};

const optional = (args: JsonObject, name: string): string | undefined => {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw new BadCall(`${name} must be a text`);
};

const kindOf = (value: unknown): string => (Array.isArray(value) ? "array" : typeof value);

const firstSentence = (text: unknown): string => {
  if (typeof text !== "string") return "";
  const [line = ""] = text.trim().split(/\n|(?<=[.!?])\s/);
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
};

const summary = (tool: JsonObject): JsonObject => {
  const hints = isObject(tool.annotations) ? tool.annotations : {};
  return {
    name: tool.name,
    description: firstSentence(tool.description),
    ...(hints.readOnlyHint === true ? { readOnly: true } : {}),
    ...(hints.destructiveHint === true ? { destructive: true } : {}),
  };
};

const byName = (a: JsonObject, b: JsonObject): number => (String(a.name) < String(b.name) ? -1 : 1);

const toolOf = async ({ servers }: Work, server: string, name: string): Promise<JsonObject> => {
  const tools = await servers.tools(server);
  const tool = tools.find((one) => one.name === name);
  if (tool !== undefined) return tool;
  const close = tools
    .map((one) => String(one.name))
    .filter(
      (one) =>
        one.toLowerCase().includes(name.toLowerCase()) || name.toLowerCase().includes(one.toLowerCase()),
    )
    .slice(0, 3);
  const hint = close.length > 0 ? `; did you mean ${close.join(", ")}?` : "; list_tools shows what there is";
  throw new Refusal("filtered", `${server} has no tool ${name}${hint}`);
};

const listServers = ({ servers, logins }: Work): ToolResult =>
  result(
    servers.all.map(({ name, transport, description }) => {
      const { status, toolCount } = servers.status(name);
      return {
        name,
        status,
        transport,
        ...(toolCount === undefined ? {} : { tools_count: toolCount }),
        auth: logins.auth(name).state,
        ...(description === undefined ? {} : { description }),
      };
    }),
  );

/** The tools of all servers that can be reached, and the servers that cannot. */
const everywhere = async ({
  servers,
}: Work): Promise<{
  readonly located: readonly ToolPlace[];
  readonly unavailable: readonly JsonObject[];
}> => {
  const usable = servers.all.filter(({ blocked, fault }) => blocked === undefined && fault === undefined);
  const outcomes = await Promise.allSettled(usable.map(({ name }) => servers.tools(name)));
  const located: ToolPlace[] = [];
  const unavailable: JsonObject[] = [];
  usable.forEach(({ name }, at) => {
    const one = outcomes[at];
    if (one?.status === "fulfilled") located.push(...one.value.map((tool) => ({ server: name, tool })));
    else unavailable.push({ server: name, reason: reasonOf(one?.reason) });
  });
  return { located, unavailable };
};

const pageSize = 50;

const listTools = async (work: Work, args: JsonObject): Promise<ToolResult> => {
  const server = need(args, "server");
  const query = optional(args, "query");
  const limit = typeof args.limit === "number" ? Math.min(Math.max(1, args.limit), 200) : pageSize;
  if (server === "*" && query === undefined) throw new BadCall("list_tools with server * needs a query");
  const { located, unavailable } =
    server === "*"
      ? await everywhere(work)
      : { located: (await work.servers.tools(server)).map((tool) => ({ server, tool })), unavailable: [] };
  if (query !== undefined) {
    const { searchTools } = await import("./search.js");
    const tools = searchTools(located, query, limit).map((one) => ({
      ...(server === "*" ? { server: one.server } : {}),
      ...summary(one.tool),
    }));
    return result({ tools, ...(unavailable.length > 0 ? { unavailable } : {}) });
  }
  const start = Number(optional(args, "cursor") ?? 0);
  if (!Number.isSafeInteger(start) || start < 0)
    throw new BadCall("cursor is not one that list_tools has given");
  const sorted = located.map(({ tool }) => summary(tool)).sort(byName);
  const next = start + limit < sorted.length ? { next_cursor: String(start + limit) } : {};
  return result({ tools: sorted.slice(start, start + limit), ...next });
};

const describeTool = async (work: Work, args: JsonObject): Promise<ToolResult> => {
  const tool = await toolOf(work, need(args, "server"), need(args, "tool"));
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  return result({
    name,
    ...(title === undefined ? {} : { title }),
    description,
    input_schema: inputSchema,
    ...(outputSchema === undefined ? {} : { output_schema: outputSchema }),
    ...(annotations === undefined ? {} : { annotations }),
  });
};

/** Arguments as an object: null and nothing mean none; anything else is named and refused. */
const argumentsOf = (args: JsonObject): JsonObject => {
  const value = args.arguments;
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  throw new BadCall(
    `arguments must be an object, not ${kindOf(value) === "array" ? "an array" : `a ${kindOf(value)}`}`,
  );
};

const needsTasks = ({ execution }: JsonObject): boolean =>
  isObject(execution) && execution.taskSupport === "required";

const call = async (
  work: Work,
  { args, signal, onProgress, readOnly }: Call,
): Promise<ToolResult | RpcError> => {
  const { servers, clock, log } = work;
  const server = need(args, "server");
  const name = need(args, "tool");
  const callArguments = argumentsOf(args);
  const tool = await toolOf(work, server, name);
  const hints = isObject(tool.annotations) ? tool.annotations : {};
  if (readOnly && hints.readOnlyHint !== true)
    return failure(
      `${server} ${name} may change something, so it is called with the other tool of this gateway, which ends in _act`,
    );
  if (needsTasks(tool))
    return failure(
      `${server} ${name} runs as a task, which this gateway does not support; connect the client to ${server} directly`,
    );
  const { checkArguments } = await import("./check-arguments.js");
  const checked = checkArguments(tool.inputSchema, callArguments);
  if (checked.kind === "wrong")
    return failure(
      `call ${server} ${name}: ${checked.text}. Nothing was sent; describe_tool shows the input_schema`,
    );
  if (checked.kind === "unchecked")
    log.debug(`${server} ${name}: arguments are not checked: ${checked.note}`);
  const begun = clock.steady();
  const timeout = servers.get(server)?.timeout ?? 60_000;
  let outcome = "failed";
  try {
    const reply: Reply = await servers.use(server, (connection) =>
      connection.ask("tools/call", { name, arguments: callArguments }, { signal, timeout, onProgress }),
    );
    outcome = "error" in reply ? "refused" : reply.result.isError === true ? "error" : "ok";
    if ("result" in reply) return reply.result;
    return failure(
      `call ${server} ${name}: the server refuses (${reply.error.code}): ${reply.error.message}`,
    );
  } finally {
    const hash = createHash("sha256").update(JSON.stringify(callArguments)).digest("hex").slice(0, 16);
    log.info(
      `call server=${server} tool=${name} arguments=sha256:${hash} ms=${Math.round(clock.steady() - begun)} outcome=${outcome}`,
    );
  }
};

const status = ({ servers, logins }: Work, args: JsonObject): ToolResult => {
  const only = optional(args, "server");
  if (only !== undefined) servers.status(only);
  const rows = servers.all
    .filter(({ name }) => only === undefined || name === only)
    .map(({ name, transport }) => {
      const { status: state, lastError, running, idleSeconds, breaker } = servers.status(name);
      return {
        name,
        status: state,
        transport,
        auth: logins.auth(name),
        breaker,
        ...(lastError === undefined ? {} : { last_error: lastError }),
        in_flight: running,
        idle_for: idleSeconds,
      };
    });
  return result(rows);
};

const help = async ({ servers }: Work, args: JsonObject): Promise<ToolResult> => {
  const server = optional(args, "server");
  if (server === undefined) {
    const lines = serverLines(servers.all);
    return result(
      lines === "" ? `${helpLines}\nNo servers are configured.` : `${helpLines}\nServers:\n${lines}`,
    );
  }
  await servers.tools(server);
  return result(servers.instructions(server) ?? `${server} says nothing about itself.`);
};

const run = (work: Work, action: Action, request: Call): ToolResult | Promise<ToolResult | RpcError> => {
  const { args } = request;
  switch (action) {
    case "help":
      return help(work, args);
    case "list_servers":
      return listServers(work);
    case "list_tools":
      return listTools(work, args);
    case "describe_tool":
      return describeTool(work, args);
    case "call":
      return call(work, request);
    case "status":
      return status(work, args);
    case "login":
      return work.logins.begin(need(args, "server"), optional(args, "scope")).then(result);
    case "complete_login":
      return work.logins.complete(need(args, "server"), need(args, "redirect_url")).then(result);
  }
};

const nextStep = (refusal: Refusal, server: string): string => {
  if (refusal.kind === "login-needed") return ` Next: the action login with server ${server}.`;
  if (refusal.kind === "unreachable") return " It may work again later; status shows more.";
  return "";
};

/** One call of a meta tool. What a server does wrong is a result with isError; only a malformed call is a BadCall. */
export const act = async (
  work: Work,
  request: Call,
  allowed: readonly string[],
): Promise<ToolResult | RpcError> => {
  const { args } = request;
  const action = actions.find((one) => one === args.action);
  if (action === undefined || !allowed.includes(action))
    throw new BadCall(
      `There is no action ${JSON.stringify(args.action ?? null)} here; there are: ${allowed.join(", ")}`,
    );
  try {
    return await run(work, action, request);
  } catch (error) {
    if (error instanceof BadCall) throw error;
    const refusal = refusalOf(error);
    const server = typeof args.server === "string" ? args.server : "";
    const where = [action, server, typeof args.tool === "string" ? args.tool : ""]
      .filter((one) => one !== "")
      .join(" ");
    return failure(`${where}: ${refusal.message}.${nextStep(refusal, server)}`.replace(/([.?!])\./g, "$1"));
  }
};
