import { staticBearer } from "../auth/static.js";
import type { ToolFilter } from "../bridge/filters.js";
import { systemClock } from "../clock.js";
import { Failure } from "../failure.js";
import { createHttp } from "../http/http.js";
import { createNetwork } from "../http/network.js";
import { proxySettings } from "../http/proxy.js";
import type { Choice } from "../link/choose.js";
import type { LinkSettings } from "../link/settings.js";
import type { Log } from "../log.js";
import { serverUrl } from "./address.js";
import type { Environment } from "./environment.js";
import { type Flags, numberOf, oneOf } from "./flags.js";
import { bearerOf, headersOf } from "./headers.js";

/** One server, ready to be linked to a host. */
export type OpenServer = {
  readonly link: Omit<LinkSettings, "deliver">;
  readonly choice: Choice;
  readonly filter: ToolFilter;
  readonly most: number;
  readonly close?: () => void;
};

const megabyte = 1024 * 1024;

export const openServer = async (
  word: string | undefined,
  env: Environment,
  flags: Flags,
  log: Log,
): Promise<OpenServer> => {
  const address = word ?? env.JACKFIELD_CONNECT_URL;
  if (address === undefined)
    throw new Failure(
      "usage",
      "No server is named",
      "Give its address: jackfield-connect https://mcp.example.com/mcp",
    );
  const url = serverUrl(address, flags["allow-http"] === true);
  const token = bearerOf(env, flags);
  if (token !== undefined) log.hide(token);
  const headers = headersOf(env, flags);
  const most = numberOf(flags, "max-message-mb", 64) * megabyte;
  const caFiles = [...(flags["ca-file"] ?? []), env.JACKFIELD_CONNECT_CA_FILE ?? ""].filter(
    (file) => file !== "",
  );
  const http = createHttp(
    createNetwork({ proxy: proxySettings(env, flags.proxy), caFiles, systemCa: flags["system-ca"] === true }),
  );
  return {
    link: {
      url: () => url,
      headers,
      auth: staticBearer(token),
      http,
      clock: systemClock,
      log,
      connectTimeout: numberOf(flags, "connect-timeout", 30) * 1_000,
      requestTimeout: numberOf(flags, "request-timeout", 0) * 1_000,
      most,
    },
    choice: {
      protocol: oneOf(flags, "protocol", ["auto", "legacy", "modern"], "auto"),
      transport: oneOf(flags, "transport", ["auto", "http", "sse"], "auto"),
    },
    filter: { include: flags["only-tool"] ?? [], exclude: flags["ignore-tool"] ?? [] },
    most,
  };
};
