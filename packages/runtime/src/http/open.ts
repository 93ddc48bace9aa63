import type { App, HttpTool, Tenant, ToolResult } from "@jackfield/contract";
import { systemClock } from "../clock.js";
import { createCertificateStore } from "../credentials/certificate.js";
import { createDiscovery } from "../credentials/discovery.js";
import type { CredentialSettings } from "../credentials/index.js";
import type { Redactor } from "../credentials/redact.js";
import { createTokenStore, type OnRotation } from "../credentials/token.js";
import { parseUrl } from "../parse-url.js";
import { defaultLimits, type ReplyView } from "../reply/index.js";
import type { Arguments } from "../request/given.js";
import type { EngineParts, EngineSettings } from "../settings.js";
import { type CallerSide, callHttpTool } from "./call.js";
import { withCookies } from "./cookies.js";
import { documentGet, tokenPost } from "./token-http.js";
import { createTransport } from "./transport.js";

/** The part of an engine that speaks HTTP; loaded with the first call that needs it, so that a start does not pay for it. */
export type HttpEngine = {
  /** The calls of one tenant. */
  caller(tenant: Tenant, redactor: Redactor, log: (line: string) => void): HttpCaller;
  close(): Promise<void>;
};

export type HttpCaller = {
  /** Rejects with `CallError` when the call fails. */
  call(tool: HttpTool, args: Arguments, view: ReplyView, caller: CallerSide): Promise<ToolResult>;
};

/** Hides the new refresh token, and tells the operator once per variable, since its value is out of date from then on. */
const onRotation = (redactor: Redactor, log: (line: string) => void): OnRotation => {
  const announced = new Set<string>();
  return ({ spent, issued, url, setting }) => {
    redactor.replace(spent, issued);
    if (announced.has(setting)) return;
    announced.add(setting);
    const host = parseUrl(url)?.host ?? "the token endpoint";
    log(
      `${host} replaced the refresh token of ${setting}; the new one is kept in memory only, so the next start may need another sign-in`,
    );
  };
};

export const openHttp = (
  app: App,
  settings: EngineSettings & { readonly credentials: CredentialSettings },
  parts: EngineParts,
): HttpEngine => {
  const { environment, baseUrl, serverVariables = {}, credentials } = settings;
  const { definition, extension } = app;
  const clock = parts.clock ?? systemClock;
  const timeoutSeconds = settings.timeoutSeconds ?? 30;
  const plain = parts.transport ?? createTransport(timeoutSeconds * 1000);
  const transport = parts.around?.(plain) ?? plain;
  const shared = {
    definition,
    extension,
    servers: new WeakMap(),
    hosts: { environment, serverVariables, ...(baseUrl === undefined ? {} : { baseUrl }) },
    credentials,
    discovery: createDiscovery(documentGet(transport), clock),
    transport,
    clock,
    limits: { ...defaultLimits, ...settings.limits },
    timeoutSeconds,
    openFile: settings.openFile,
  };
  return {
    caller(tenant, redactor, log) {
      const { secrets } = tenant;
      const context = {
        ...shared,
        ...(settings.keepCookies && { transport: withCookies(transport, redactor) }),
        secrets,
        tokens: createTokenStore(tokenPost(transport), clock, onRotation(redactor, log)),
        certificates: createCertificateStore(secrets),
        redactor,
        admit: async (tool: HttpTool) => parts.admit?.(tenant, tool),
      };
      return { call: (tool, args, view, caller) => callHttpTool({ tool, args, view }, caller, context) };
    },
    close: () => transport.close(),
  };
};
