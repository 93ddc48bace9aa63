import { setTimeout as sleep } from "node:timers/promises";
import type { App, HttpTool, ToolResult } from "@jackfield/contract";
import type { CallerOptions } from "../call.js";
import { createCertificateStore } from "../credentials/certificate.js";
import { createDiscovery } from "../credentials/discovery.js";
import type { CredentialSettings } from "../credentials/index.js";
import type { Redactor } from "../credentials/redact.js";
import { type Clock, createTokenStore, type OnRotation } from "../credentials/token.js";
import { parseUrl } from "../parse-url.js";
import { defaultLimits, type ReplyView } from "../reply/index.js";
import type { Arguments } from "../validate.js";
import { callHttpTool } from "./call.js";
import { documentGet, tokenPost } from "./token-http.js";
import { createTransport } from "./transport.js";

/** The part of a caller that speaks HTTP; loaded with the first call that needs it, so that a start does not pay for it. */
export type HttpCaller = {
  /** Rejects with `CallError` when the call fails. */
  call(tool: HttpTool, args: Arguments, view: ReplyView, signal: AbortSignal): Promise<ToolResult>;
  close(): Promise<void>;
};

const systemClock: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
  random: Math.random,
};

/** Hides the new refresh token, and tells the operator once per variable, since its value is out of date from then on. */
const onRotation = (redactor: Redactor, report: CallerOptions["report"]): OnRotation => {
  const told = new Set<string>();
  return ({ spent, issued, url, setting }) => {
    redactor.replace(spent, issued);
    if (told.has(setting)) return;
    told.add(setting);
    const host = parseUrl(url)?.host ?? "the token endpoint";
    report?.(
      `${host} replaced the refresh token of ${setting}; the new one is kept in memory only, so the next start may need another sign-in`,
    );
  };
};

export const openHttp = (
  app: App,
  options: CallerOptions & { readonly credentials: CredentialSettings },
  redactor: Redactor,
): HttpCaller => {
  const { environment, baseUrl, credentials } = options;
  const { definition, extension } = app;
  const clock = options.clock ?? systemClock;
  const timeoutSeconds = options.timeoutSeconds ?? 30;
  const transport = createTransport(timeoutSeconds * 1000);
  const context = {
    definition,
    extension,
    hosts: { environment, ...(baseUrl === undefined ? {} : { baseUrl }) },
    credentials,
    tokens: createTokenStore(tokenPost(transport), clock, onRotation(redactor, options.report)),
    discovery: createDiscovery(documentGet(transport), clock),
    certificates: createCertificateStore(environment),
    redactor,
    transport,
    clock,
    limits: { ...defaultLimits, ...options.limits },
    timeoutSeconds,
    openFile: options.openFile,
  };
  return {
    call: (tool, args, view, signal) => callHttpTool({ tool, args, view }, signal, context),
    close: () => transport.close(),
  };
};
