import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "../app.js";
import type { CallerOptions } from "../call.js";
import type { CredentialSettings } from "../credentials/index.js";
import type { Redactor } from "../credentials/redact.js";
import { type Clock, createTokenStore, type TokenPost } from "../credentials/token.js";
import { defaultLimits, readReply } from "../reply/index.js";
import type { ToolResult } from "../result.js";
import type { HttpTool } from "../tool.js";
import type { Arguments } from "../validate.js";
import { callHttpTool } from "./call.js";
import { createTransport, type Transport } from "./transport.js";

/** The part of a caller that speaks HTTP; loaded with the first call that needs it, so that a start does not pay for it. */
export type HttpCaller = {
  /** Rejects with `CallError` when the call fails. */
  call(tool: HttpTool, args: Arguments, signal: AbortSignal): Promise<ToolResult>;
  close(): Promise<void>;
};

const tokenTimeout = 15_000;

const systemClock: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
  random: Math.random,
};

const tokenPost =
  (transport: Transport): TokenPost =>
  async ({ url, authorization, body }) => {
    const headers = {
      authorization,
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
    };
    const signal = AbortSignal.timeout(tokenTimeout);
    const reply = await transport
      .send({ method: "POST", url, headers, body }, signal, () => undefined)
      .catch(() => {
        throw new Error(
          signal.aborted ? `no answer within ${tokenTimeout / 1000} s` : "it cannot be reached",
        );
      });
    const read = await readReply(reply, { maxBytes: 256 * 1024, maxText: 64 * 1024 });
    return { status: read.status, body: read.body.kind === "json" ? read.body.value : undefined };
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
    tokens: createTokenStore(tokenPost(transport), clock),
    redactor,
    transport,
    clock,
    limits: { ...defaultLimits, ...options.limits },
    timeoutSeconds,
  };
  return {
    call: (tool, args, signal) => callHttpTool(tool, args, signal, context),
    close: () => transport.close(),
  };
};
