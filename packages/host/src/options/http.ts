import type { Environment } from "@jackfield/contract";
import { limitsIn, limitsShape } from "../limits.js";
import { paths, ssePaths } from "../paths.js";
import { Problem } from "../problem.js";
import { redisUrl, redisVariables } from "../state/open.js";
import type { Limits } from "../state/state.js";
import { inRedis } from "../tenants/place.js";
import { type AuthOptions, authFlags, authIn, isLoopback, isProtected } from "./auth.js";
import type { Flags, FlagValues } from "./flags.js";

/** How a server listens on HTTP. */
export type HttpOptions = {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** Of the MCP endpoint: `/mcp`. */
  readonly path: string;
  /** Whether clients of HTTP+SSE (2024-11-05) are served as well. */
  readonly sse: boolean;
  /** Where clients reach the server, without the path; absent: where it listens. */
  readonly publicUrl?: string;
  readonly auth: AuthOptions;
  /** A page for the person at this machine: it shows and does no less than the endpoint, so it needs the same openness. */
  readonly console: boolean;
  /** The sealed file of tenants, or `redis`; absent: all callers share the credentials of the process environment. */
  readonly tenants?: string;
  /** What each tenant may do that has no limits of its own. */
  readonly limits: Limits;
  /** Once it is to end, a server says so at /readyz for this long before it accepts no more calls; in milliseconds. */
  readonly leaving: number;
  /** Where several instances share their state; absent: it belongs to this process. */
  readonly redis?: string;
};

/** The flags of a server on HTTP. */
export const httpFlags = {
  "no-console": { type: "boolean", doc: "With HTTP on this machine, without sign-in: no console page" },
  transport: {
    type: "string",
    value: "<stdio|http|sse>",
    doc: "Serve MCP on standard input and output (the default) or over HTTP; sse: also HTTP+SSE of 2024-11-05",
  },
  host: { type: "string", value: "<address>", doc: "With HTTP: the address to listen on, default 127.0.0.1" },
  port: {
    type: "string",
    value: "<number>",
    doc: "With HTTP: the port to listen on, default 3000; 0 for a free one",
  },
  path: { type: "string", value: "<path>", doc: "With HTTP: the path of the MCP endpoint, default /mcp" },
  "public-url": {
    type: "string",
    value: "<url>",
    doc: "With HTTP: the URL at which clients reach this server, for example behind a proxy",
  },
  ...authFlags,
  tenants: {
    type: "string",
    value: `<file|${inRedis}>`,
    doc: "With HTTP: call with the credentials of the caller's tenant, from this file or from Redis; see the tenants command",
  },
  limits: {
    type: "string",
    value: limitsShape,
    doc: "With HTTP: limits of each tenant: calls and billable calls per day, concurrent calls, calls per second",
  },
  redis: {
    type: "string",
    value: "<url>",
    doc: "With HTTP: share state between instances in this Redis or Valkey",
  },
  "shutdown-delay": {
    type: "string",
    value: "<seconds>",
    doc: "With HTTP: go on serving for so long after a signal to end, while /readyz gives 503; default 0",
  },
  "allow-anonymous": {
    type: "boolean",
    doc: "With HTTP: serve everyone without sign-in; needed to listen on other than loopback addresses",
  },
} as const satisfies Flags;

type HttpValues = FlagValues<typeof httpFlags>;

/** The variable that stands for `--public-url`. `JACKFIELD_BASE_URL` is the URL of the API and never this one. */
export const publicUrlVariable = (prefix: string): string =>
  prefix === "JACKFIELD" ? "JACKFIELD_PUBLIC_URL" : `${prefix}_BASE_URL`;

/** Variables that do the same as flags, for the help. */
export const httpVariables = (prefix: string): readonly (readonly [string, string])[] => [
  [`${prefix}_TRANSPORT`, "As --transport"],
  [`${prefix}_HOST`, "As --host"],
  [`${prefix}_PORT`, "As --port"],
  [
    `${prefix}_TENANTS_KEY`,
    "Key of --tenants: 32 bytes in base64; several, separated by commas, while it changes",
  ],
  [`${prefix}_TENANTS_KEY_FILE`, "A file with this key"],
  ...redisVariables(prefix).map((name) => [name, "As --redis"] as const),
  [publicUrlVariable(prefix), "As --public-url: the URL of this server, not that of the API"],
];

export const portOf = (text: string, flag = "--port"): number => {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Problem(`${flag} must be a number from 0 to 65535, got "${text.slice(0, 40)}".`);
};

/** Longer ones would outlast what a balancer or an orchestrator waits for. */
const longestLeaving = 300;

const leavingOf = (text = "0"): number => {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds <= longestLeaving) return seconds * 1000;
  throw new Problem(
    `--shutdown-delay must be a number of seconds from 0 to ${longestLeaving}, got "${text.slice(0, 40)}".`,
  );
};

const pathOf = (text: string, transport: "http" | "sse"): string => {
  const taken = Object.values({ ...paths, ...(transport === "sse" && ssePaths) });
  if (taken.some((one) => text === one || text.startsWith(`${one}/`)))
    throw new Problem(`--path ${text.slice(0, 40)} is taken: this server answers something else there.`);
  if (/^(\/[A-Za-z0-9._~-]+)+$/.test(text)) return text;
  throw new Problem(`--path must be a path such as /mcp, got "${text.slice(0, 40)}".`);
};

export const publicUrlOf = (text: string, name = "--public-url"): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url !== undefined && url.search === "" && url.hash === "" && url.username === "";
  if (plain && /^https?:$/.test(url.protocol)) return url.href.replace(/\/$/, "");
  throw new Problem(`${name} must be an http or https URL such as https://mcp.example.com.`);
};

/** Flags of HTTP that may stand on standard input and output too: there the public URL is that of webhooks. */
const anywhere: ReadonlySet<string> = new Set(["transport", "public-url", "no-console"]);

const refuseHttpFlags = (values: HttpValues): void => {
  const given: Readonly<Record<string, unknown>> = values;
  const name = Object.keys(httpFlags).find((flag) => !anywhere.has(flag) && given[flag] !== undefined);
  if (name !== undefined) throw new Problem(`--${name} needs --transport http.`);
};

/** What flags and variables say of HTTP; undefined for standard input and output. Throws `Problem`. */
export const readHttpOptions = (
  values: HttpValues,
  prefix: string,
  environment: Environment,
): HttpOptions | undefined => {
  const textOf = (flag: string | undefined, name: string): string | undefined =>
    flag ?? (environment[name]?.trim() || undefined);
  /** What the person wrote it in. */
  const nameOf = (flag: keyof HttpValues, variable: string): string =>
    values[flag] === undefined ? variable : `--${flag}`;
  const transport = textOf(values.transport, `${prefix}_TRANSPORT`) ?? "stdio";
  if (transport === "stdio") {
    refuseHttpFlags(values);
    return undefined;
  }
  if (transport !== "http" && transport !== "sse")
    throw new Problem(
      `${nameOf("transport", `${prefix}_TRANSPORT`)} must be stdio, http or sse, got "${transport.slice(0, 40)}".`,
    );
  const host = textOf(values.host, `${prefix}_HOST`) ?? "127.0.0.1";
  const publicUrl = textOf(values["public-url"], publicUrlVariable(prefix));
  const auth = authIn(values, environment);
  if (!isLoopback(host) && !isProtected(auth) && values["allow-anonymous"] !== true)
    throw new Problem(
      `--host ${host.slice(0, 60)} can be reached from other machines without sign-in. ` +
        "Add --oauth-issuer or --bearer, or --allow-anonymous if that is meant.",
    );
  const { tenants } = values;
  if (tenants !== undefined && !isProtected(auth))
    throw new Problem("--tenants needs callers who sign in: add --oauth-issuer or --bearer.");
  const redis = redisUrl(values.redis, prefix, environment);
  if (tenants === inRedis && redis === undefined)
    throw new Problem(`--tenants ${inRedis} needs --redis <url>.`);
  if (!isLoopback(host) && publicUrl === undefined)
    throw new Problem(
      "Name the URL at which clients reach this server: --public-url https://mcp.example.com.",
    );
  return {
    host,
    port: portOf(textOf(values.port, `${prefix}_PORT`) ?? "3000", nameOf("port", `${prefix}_PORT`)),
    path: pathOf(values.path ?? "/mcp", transport),
    sse: transport === "sse",
    leaving: leavingOf(values["shutdown-delay"]),
    auth,
    console:
      isLoopback(host) && !isProtected(auth) && publicUrl === undefined && values["no-console"] !== true,
    limits: values.limits === undefined ? {} : limitsIn(values.limits),
    ...(redis === undefined ? {} : { redis }),
    ...(tenants === undefined ? {} : { tenants }),
    ...(publicUrl !== undefined && {
      publicUrl: publicUrlOf(publicUrl, nameOf("public-url", publicUrlVariable(prefix))),
    }),
  };
};
