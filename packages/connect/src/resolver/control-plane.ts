import type { Clock } from "../clock.js";
import { type Http, readText } from "../http/http.js";
import { isLoopback } from "../http/proxy.js";
import { isObject, type JsonObject } from "../json-rpc.js";
import { foreign } from "../redact.js";
import { userAgent } from "../version.js";
import type { ControlPlane } from "./profile.js";

/** A server of one's own: its address and the secret that it expects, which is not the API key. */
export type Deployment = {
  readonly url: string;
  readonly funcId: string;
  readonly sharedSecret: string;
  readonly secretId: string;
};

/** Why there is no deployment (yet). */
export class ProvisioningError extends Error {
  override readonly name = "ProvisioningError";
  /** Goes on after the time is up: the vendor is still at it. */
  readonly later: (() => Promise<Deployment>) | undefined;
  constructor(message: string, later?: () => Promise<Deployment>) {
    super(message);
    this.later = later;
  }
}

export type ControlPlaneCall = {
  readonly plane: ControlPlane;
  readonly apiKey: string;
  readonly http: Http;
  readonly clock: Clock;
  /** Milliseconds for all calls, and for a deployment that takes longer. */
  readonly patience: { readonly calls: number; readonly polling: number };
};

const largest = 256 * 1024;
/** How long a deployment is followed in the background. */
const longest = 600_000;

type Answer = {
  readonly status: number;
  readonly body: JsonObject | readonly unknown[];
  readonly headers: Readonly<Record<string, unknown>>;
};

const ask = async (
  call: ControlPlaneCall,
  method: string,
  url: URL,
  signal: AbortSignal,
  body?: JsonObject,
): Promise<Answer> => {
  const reply = await call.http.send({
    method,
    url,
    headers: {
      authorization: `Bearer ${call.apiKey}`,
      "content-type": "application/json",
      accept: "application/json",
      "user-agent": userAgent,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal,
  });
  const text = await readText(reply.body, largest);
  if (reply.status >= 300)
    throw new ProvisioningError(`${method} ${url.pathname} answered HTTP ${reply.status}`);
  let value: unknown;
  try {
    value = text === "" ? {} : JSON.parse(text);
  } catch {
    throw new ProvisioningError(`${method} ${url.pathname} answered with something that is not JSON`);
  }
  // Some control planes wrap everything in `data`.
  const inner = isObject(value) && (isObject(value.data) || Array.isArray(value.data)) ? value.data : value;
  if (!isObject(inner) && !Array.isArray(inner))
    throw new ProvisioningError(`${method} ${url.pathname} answered with no object`);
  return { status: reply.status, body: inner, headers: reply.headers };
};

const addressOf = ({ baseUrl }: ControlPlane, path: string): URL =>
  new URL(`${baseUrl.replace(/\/$/, "")}${path}`);

const idOf = (value: unknown): string | undefined => {
  if (!isObject(value)) return undefined;
  const id = value.id ?? value.name;
  return typeof id === "string" && id !== "" ? id : undefined;
};

/** The secret of this name; made if it is not there. Making it twice is harmless: the name decides. */
const ensureSecret = async (call: ControlPlaneCall, name: string, signal: AbortSignal): Promise<string> => {
  const address = addressOf(call.plane, call.plane.secretsPath);
  const { body } = await ask(call, "GET", address, signal);
  const list = Array.isArray(body) ? body : isObject(body) && Array.isArray(body.secrets) ? body.secrets : [];
  const present = list.find((one) => one === name || (isObject(one) && one.name === name));
  if (present !== undefined) return idOf(present) ?? name;
  const answer = await ask(call, "POST", address, signal, { name, value: call.apiKey });
  const id = idOf(answer.body);
  if (id === undefined) throw new ProvisioningError("the new secret has no id");
  return id;
};

const text = (body: JsonObject, name: string): string => {
  const value = body[name];
  if (typeof value === "string" && value !== "") return value;
  throw new ProvisioningError(`the deployment has no ${name}`);
};

/** The address comes from outside, so it must be one that we would send a secret to. */
const deploymentOf = (body: Answer["body"], secretId: string, plane: ControlPlane): Deployment => {
  if (!isObject(body)) throw new ProvisioningError("the answer is not a JSON object");
  const url = text(body, "url");
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // Plain http is for a control plane that itself runs on this machine.
  const here = isLoopback(new URL(plane.baseUrl).hostname) && isLoopback(parsed?.hostname ?? "");
  if (
    parsed === undefined ||
    !(parsed.protocol === "https:" || (here && parsed.protocol === "http:")) ||
    parsed.username !== "" ||
    parsed.password !== ""
  )
    throw new ProvisioningError(`the deployment has an address that is not usable: ${foreign(url, 80)}`);
  return {
    url: parsed.href,
    funcId: text(body, "func_id"),
    sharedSecret: text(body, "shared_secret"),
    secretId,
  };
};

const pauseOf = ({ headers }: Answer): number => {
  const after = Number(headers["retry-after"] ?? 1);
  return Number.isFinite(after) ? Math.min(Math.max(after, 0.1), 10) * 1_000 : 1_000;
};

const placeOf = (answer: Answer, from: URL): URL => {
  const { location } = answer.headers;
  if (typeof location !== "string" || !URL.canParse(location, from.href))
    throw new ProvisioningError("the deployment was accepted, but not where to ask for it");
  const where = new URL(location, from.href);
  if (where.origin === from.origin) return where;
  throw new ProvisioningError("the deployment is to be asked for at another origin");
};

/** Follows a deployment that the vendor has only accepted so far. */
const poll = async (
  call: ControlPlaneCall,
  where: URL,
  first: Answer,
  secretId: string,
  patience: number,
): Promise<Deployment> => {
  const deadline = call.clock.steady() + patience;
  let answer = first;
  while (call.clock.steady() < deadline) {
    await call.clock.sleep(pauseOf(answer));
    answer = await ask(call, "GET", where, AbortSignal.timeout(call.patience.calls));
    if (answer.status !== 202) return deploymentOf(answer.body, secretId, call.plane);
  }
  const later = (): Promise<Deployment> => poll(call, where, answer, secretId, longest);
  throw new ProvisioningError("the deployment is not ready yet", later);
};

/** Makes a server of one's own: the API key becomes a secret at the vendor, and a function is deployed that uses it. */
export const provision = async (call: ControlPlaneCall, name: string): Promise<Deployment> => {
  const signal = AbortSignal.timeout(call.patience.calls);
  const secretId = await ensureSecret(call, name, signal);
  const address = addressOf(call.plane, call.plane.deployPath);
  const answer = await ask(call, "POST", address, signal, { name, secret_id: secretId });
  if (answer.status !== 202) return deploymentOf(answer.body, secretId, call.plane);
  return poll(call, placeOf(answer, address), answer, secretId, call.patience.polling);
};
