import {
  type Check,
  checkFields,
  e164,
  type FieldRules,
  type Fields,
  flag,
  httpUrl,
  isFields,
  nullable,
  number,
  numberOf,
  oneOf,
  pattern,
  phoneNumber,
  required,
  text,
  textOf,
} from "../fields.js";
import type { FieldError } from "../outcome.js";
import type { Target } from "../webhook.js";
import type { MachineDetection } from "./call.js";

/** The body of createCall, parsed. Defaults are filled in. */
export type CreateCall = {
  readonly to: string;
  readonly from: string;
  readonly applicationId: string;
  readonly answer: Target;
  readonly answerFallback: Target | undefined;
  readonly disconnect: Target | undefined;
  readonly callTimeoutSeconds: number;
  readonly callbackTimeoutSeconds: number;
  readonly priority: number;
  readonly tag: string | undefined;
  readonly machineDetection: MachineDetection | undefined;
};

const webhookUrl = httpUrl(2048);
const method = nullable(oneOf("GET", "POST"));
const credential = nullable(text({ max: 1024 }));
const seconds = nullable(number(0, 300));

const detectionRules: FieldRules = {
  mode: nullable(oneOf("async", "sync")),
  detectionTimeout: seconds,
  silenceTimeout: seconds,
  speechThreshold: seconds,
  speechEndThreshold: seconds,
  machineSpeechEndThreshold: seconds,
  delayResult: nullable(flag),
  callbackUrl: nullable(webhookUrl),
  callbackMethod: method,
  username: credential,
  password: credential,
  fallbackUrl: nullable(webhookUrl),
  fallbackMethod: method,
  fallbackUsername: credential,
  fallbackPassword: credential,
};

const detection: Check = (value) => {
  const [fault] = checkFields(value, detectionRules);
  return fault ? `${fault.fieldName} ${fault.description}` : undefined;
};

const destination = pattern(
  new RegExp(`${e164.source}|^sips?:[^\\s@]+@[^\\s@]+$`),
  "a phone number in E.164 format or a SIP URI",
);

const rules: FieldRules = {
  to: required(destination),
  from: required(phoneNumber),
  applicationId: required(text({ min: 1 })),
  answerUrl: required(webhookUrl),
  answerMethod: method,
  username: credential,
  password: credential,
  answerFallbackUrl: nullable(webhookUrl),
  answerFallbackMethod: method,
  fallbackUsername: credential,
  fallbackPassword: credential,
  disconnectUrl: nullable(webhookUrl),
  disconnectMethod: method,
  callTimeout: nullable(number(1, 300)),
  callbackTimeout: nullable(number(1, 25)),
  machineDetection: nullable(detection),
  priority: nullable(number(1, 5, true)),
  tag: nullable(text({ max: 4096 })),
  privacy: nullable(flag),
  displayName: nullable(text({ max: 256 })),
  uui: nullable(text({ max: 350 })),
};

/** The call a body asks for, or everything that is wrong with it. */
export function parseCreateCall(body: unknown): CreateCall | readonly FieldError[] {
  const faults = checkFields(body, rules);
  if (faults.length > 0 || !isFields(body)) return faults;
  const insecure = insecureCredentials(body);
  if (insecure) return [insecure];
  const { machineDetection } = body;
  const answer = targetIn(body, "answer", "");
  if (!answer) return faults;
  return {
    to: textOf(body, "to") ?? "",
    from: textOf(body, "from") ?? "",
    applicationId: textOf(body, "applicationId") ?? "",
    answer,
    answerFallback: targetIn(body, "answerFallback", "fallback"),
    disconnect: targetIn(body, "disconnect", ""),
    callTimeoutSeconds: numberOf(body, "callTimeout") ?? 30,
    callbackTimeoutSeconds: numberOf(body, "callbackTimeout") ?? 15,
    priority: numberOf(body, "priority") ?? 5,
    tag: textOf(body, "tag"),
    machineDetection: isFields(machineDetection) ? detectionOf(machineDetection) : undefined,
  };
}

function detectionOf(fields: Fields): MachineDetection {
  if (fields.mode === "sync") return { mode: "sync" };
  return {
    mode: "async",
    target: targetIn(fields, "callback", ""),
    fallback: targetIn(fields, "fallback", "fallback"),
  };
}

/** The webhook target of `<name>Url` and `<name>Method`; credentials are `username` or, with a prefix, `<prefix>Username`. */
export function targetIn(fields: Fields, name: string, prefix: "" | "fallback"): Target | undefined {
  const url = textOf(fields, `${name}Url`);
  if (url === undefined) return undefined;
  return {
    url,
    method: textOf(fields, `${name}Method`) === "GET" ? "GET" : "POST",
    username: textOf(fields, prefix ? "fallbackUsername" : "username"),
    password: textOf(fields, prefix ? "fallbackPassword" : "password"),
  };
}

/** Credentials ask for https, but on this machine, where a customer under test has no certificate. */
function insecureCredentials(fields: Fields): FieldError | undefined {
  const pairs = [
    ["answerUrl", "username"],
    ["disconnectUrl", "username"],
    ["answerFallbackUrl", "fallbackUsername"],
  ] as const;
  const insecure = pairs.find(
    ([url, name]) => textOf(fields, name) !== undefined && isPlainRemote(textOf(fields, url)),
  );
  return insecure && { fieldName: insecure[0], description: `must use https with ${insecure[1]}` };
}

function isPlainRemote(url: string | undefined): boolean {
  if (url === undefined) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !["127.0.0.1", "localhost", "[::1]"].includes(hostname);
}
