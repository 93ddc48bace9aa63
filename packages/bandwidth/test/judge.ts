import { readFileSync } from "node:fs";
import { OpenAPIBackend } from "openapi-backend";
import { parse } from "yaml";
import { type Host, json, type Recorded, type Reply } from "./bandwidth.js";

/** The unpatched specs: what the vendor published, and those that the project wrote. */
const files = [
  "../node_modules/bandwidth-sdk/bandwidth.yml",
  "../../../specs/registration.yaml",
  "../../../specs/dashboard.yaml",
  "../../../specs/number-services.yaml",
];

/** The host of a server URL, told independently of the server's own configuration. */
const hostOf: Readonly<Record<string, Host>> = {
  "https://api.bandwidth.com": "api",
  "https://voice.bandwidth.com": "voice",
  "https://messaging.bandwidth.com": "messaging",
  "https://mfa.bandwidth.com": "mfa",
};

/** What the judge reads of an operation; references are resolved by openapi-backend. */
export type Operation = {
  readonly operationId: string;
  readonly path: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema?: { readonly type?: string } }>>;
  };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
};

/** The operations below one server URL: path items have servers of their own, and openapi-backend knows none of them. */
type Part = { readonly host: Host; readonly base: string; readonly backend: OpenAPIBackend };

export type Judge = {
  readonly operations: ReadonlyMap<string, Operation>;
  /** Where a request is below the server of its operation; undefined: nowhere. */
  find(request: Recorded): { readonly operation: Operation; readonly path: string } | undefined;
  /** What is wrong with a request that should be a call of this operation; one phrase a fault. */
  problems(operationId: string, request: Recorded): readonly string[];
  /** A reply that the spec promises. */
  reply(request: Recorded): Reply;
};

const formats = {
  uri: (text: string) => URL.canParse(text),
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
};

type Document = {
  readonly servers?: readonly { readonly url: string }[];
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, unknown>> & { readonly servers?: Document["servers"] }>
  >;
};

const partsOf = async (file: string): Promise<readonly Part[]> => {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  const document: Document = parse(text);
  const byServer = new Map<string, [string, unknown][]>();
  for (const [path, item] of Object.entries(document.paths)) {
    const url = (item.servers ?? document.servers)?.[0]?.url ?? "";
    byServer.set(url, [...(byServer.get(url) ?? []), [path, item]]);
  }
  return Promise.all(
    [...byServer].map(async ([url, paths]) => {
      const { origin, pathname } = new URL(url);
      const host = hostOf[origin];
      if (host === undefined) throw new Error(`${file} names a host that this test does not know: ${origin}`);
      const definition = { ...parse(text), paths: Object.fromEntries(paths) };
      const backend = new OpenAPIBackend({
        definition,
        apiRoot: pathname,
        quick: true,
        ignoreTrailingSlashes: false,
        ajvOpts: { formats, allErrors: true, logger: false },
      });
      return { host, base: pathname, backend: await backend.init() };
    }),
  );
};

const essence = (type: string | undefined): string => (type ?? "").split(";", 1)[0]?.trim() ?? "";

/** The parsed body of JSON, the text of it where it is none; undefined for no body. */
const bodyOf = ({ body }: Recorded): unknown => {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return body.toString("utf8");
  }
};

const bodyProblems = ({ requestBody }: Operation, request: Recorded): readonly string[] => {
  const type = request.headers["content-type"];
  const empty = request.body.length === 0;
  if (requestBody === undefined) return empty && type === undefined ? [] : ["a body where there is none"];
  if (empty) return requestBody.required ? ["no body"] : [];
  const { content } = requestBody;
  const kind = essence(type);
  if (!Object.hasOwn(content, kind))
    return [`the content type ${type}, not ${Object.keys(content).slice(0, 3).join(", ")}`];
  // openapi-backend would parse a string once more, and so take JSON inside of a JSON string.
  const text = kind === "application/json" && typeof bodyOf(request) === "string";
  return text && content[kind]?.schema?.type !== "string" ? ["text where JSON belongs"] : [];
};

const acceptProblems = ({ responses }: Operation, request: Recorded): readonly string[] => {
  const offered = Object.entries(responses).flatMap(([status, { content = {} }]) =>
    status.startsWith("2") ? Object.keys(content) : [],
  );
  const accept = (request.headers.accept ?? "*/*").split(",").map(essence);
  const fits = offered.some((type) =>
    [type, type.replace(/\/.*/, "/*"), "*/*"].some((range) => accept.includes(range)),
  );
  return fits || offered.length === 0 ? [] : [`accepts ${accept.join(", ")}, not ${offered.join(", ")}`];
};

/** A judge of requests that shares no code with the server: openapi-backend over the unpatched specs. */
export const makeJudge = async (): Promise<Judge> => {
  const parts = (await Promise.all(files.map(partsOf))).flat();
  const asRequest = ({ method, target, headers }: Recorded) => ({
    method,
    path: target,
    headers: { ...headers },
  });
  const operations = new Map(
    // openapi-backend has resolved every reference, so its operations have the shape that is read here.
    parts
      .flatMap(({ backend }) => backend.getOperations() as unknown as readonly Operation[])
      .map((each) => [each.operationId, each]),
  );
  const locate = (request: Recorded) => {
    for (const { host, base, backend } of parts) {
      if (host !== request.host || !request.target.startsWith(`${base}/`)) continue;
      const matched = backend.matchOperation(asRequest(request));
      const operation = operations.get(matched?.operationId ?? "");
      const path = (request.target.split("?", 1)[0] ?? "").slice(base.length);
      if (operation !== undefined) return { operation, path, backend };
    }
    return undefined;
  };
  return {
    operations,
    find: locate,
    problems(operationId, request) {
      const found = locate(request);
      if (found === undefined) return [`no operation at ${request.method} ${request.host} ${request.target}`];
      const { operation, backend } = found;
      if (operation.operationId !== operationId) return [`reached ${operation.operationId}`];
      const isJson = essence(request.headers["content-type"]) === "application/json";
      const body = isJson && operation.requestBody !== undefined ? { body: bodyOf(request) } : {};
      const { errors } = backend.validateRequest({ ...asRequest(request), ...body }, operationId);
      return [
        ...bodyProblems(operation, request),
        ...acceptProblems(operation, request),
        ...(errors ?? []).map(({ instancePath, message }) => `${instancePath || "/"} ${message}`),
      ];
    },
    reply(request) {
      const found = locate(request);
      if (found === undefined) return json(404, { description: "there is nothing here" });
      const { operation, backend } = found;
      const [status = "500", { content = {} } = {}] =
        Object.entries(operation.responses).find(([code]) => code.startsWith("2")) ?? [];
      const [contentType] = Object.keys(content);
      if (contentType === undefined) return { status: Number(status) };
      if (contentType !== "application/json")
        return { status: Number(status), contentType, body: Buffer.from([0, 255, 128]) };
      return json(
        Number(status),
        backend.mockResponseForOperation(operation.operationId, { code: Number(status) }).mock,
      );
    },
  };
};
