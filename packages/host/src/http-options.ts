import type { Environment } from "@jackfield/contract";
import { Problem } from "./problem.js";

/** How a server listens on HTTP. */
export type HttpOptions = {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** Of the MCP endpoint: `/mcp`. */
  readonly path: string;
  /** Where clients reach the server, without the path; absent: where it listens. */
  readonly publicUrl?: string;
};

/** The flags of a server on HTTP. */
export const httpFlags = {
  transport: {
    type: "string",
    value: "<stdio|http>",
    doc: "Speak MCP on standard input and output, which is the default, or over HTTP",
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
  "allow-anonymous": {
    type: "boolean",
    doc: "With HTTP: serve everybody who can reach the server; needed to listen beyond this machine",
  },
} as const;

type Values = {
  readonly transport?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly path?: string | undefined;
  readonly "public-url"?: string | undefined;
  readonly "allow-anonymous"?: boolean | undefined;
};

/** The variable that stands for `--public-url`. `JACKFIELD_BASE_URL` is the URL of the API and never this one. */
const publicUrlVariable = (prefix: string): string =>
  prefix === "JACKFIELD" ? "JACKFIELD_PUBLIC_URL" : `${prefix}_BASE_URL`;

/** Variables that do the same as flags, for the help. */
export const httpVariables = (prefix: string): readonly (readonly [string, string])[] => [
  [`${prefix}_TRANSPORT`, "As --transport"],
  [`${prefix}_HOST`, "As --host"],
  [`${prefix}_PORT`, "As --port"],
  [publicUrlVariable(prefix), "As --public-url: the URL of this server, not that of the API"],
];

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);

const portOf = (text: string): number => {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Problem(`--port must be a number from 0 to 65535, got "${text.slice(0, 40)}".`);
};

const pathOf = (text: string): string => {
  if (/^(\/[A-Za-z0-9._~-]+)+$/.test(text)) return text;
  throw new Problem(`--path must be a path such as /mcp, got "${text.slice(0, 40)}".`);
};

const publicUrlOf = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url !== undefined && url.search === "" && url.hash === "" && url.username === "";
  if (plain && /^https?:$/.test(url.protocol)) return url.href.replace(/\/$/, "");
  throw new Problem(`--public-url must be an http or https URL such as https://mcp.example.com.`);
};

/** What flags and variables say of HTTP; undefined for standard input and output. Throws `Problem`. */
export const readHttpOptions = (
  values: Values,
  prefix: string,
  environment: Environment,
): HttpOptions | undefined => {
  const said = (flag: string | undefined, name: string): string | undefined =>
    flag ?? (environment[name]?.trim() || undefined);
  const transport = said(values.transport, `${prefix}_TRANSPORT`) ?? "stdio";
  if (transport === "stdio") return undefined;
  if (transport !== "http")
    throw new Problem(`--transport must be stdio or http, got "${transport.slice(0, 40)}".`);
  const host = said(values.host, `${prefix}_HOST`) ?? "127.0.0.1";
  const publicUrl = said(values["public-url"], publicUrlVariable(prefix));
  if (!isLoopback(host) && values["allow-anonymous"] !== true)
    throw new Problem(
      `--host ${host.slice(0, 60)} can be reached from other machines, and nobody has to sign in. ` +
        "Listen on 127.0.0.1 behind a proxy that checks callers, or add --allow-anonymous.",
    );
  if (!isLoopback(host) && publicUrl === undefined)
    throw new Problem(
      "Name the URL at which clients reach this server: --public-url https://mcp.example.com.",
    );
  return {
    host,
    port: portOf(said(values.port, `${prefix}_PORT`) ?? "3000"),
    path: pathOf(values.path ?? "/mcp"),
    ...(publicUrl === undefined ? {} : { publicUrl: publicUrlOf(publicUrl) }),
  };
};
