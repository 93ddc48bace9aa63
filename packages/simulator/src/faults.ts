import { checkFields, type FieldRules, isFields, number, oneOf, optional, required, text } from "./fields.js";
import type { Fault, RequestFault, WebhookFault } from "./outside/fault.js";
import { storeOf, type World } from "./world.js";

type Armed = { readonly fault: Fault; left: number };

const armedOf = storeOf(({ settings }: World): Armed[] => settings.faults.map(armed));

const armed = (fault: Fault): Armed => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });

/** The fault that meets a request, if there is one; it is used up by that. */
export function requestFault(
  world: World,
  request: { readonly method: string; readonly path: string },
): RequestFault | undefined {
  return take(world, (fault) =>
    fault.kind === "request" &&
    (fault.method ?? request.method) === request.method &&
    fits(fault.path ?? "*", request.path)
      ? fault
      : undefined,
  );
}

/** The fault that meets a webhook, if there is one; it is used up by that. */
export function webhookFault(world: World, event: string): WebhookFault | undefined {
  return take(world, (fault) =>
    fault.kind === "webhook" && (fault.event ?? event) === event ? fault : undefined,
  );
}

function take<T extends Fault>(world: World, chosen: (fault: Fault) => T | undefined): T | undefined {
  for (const entry of armedOf(world)) {
    const fault = entry.left > 0 ? chosen(entry.fault) : undefined;
    if (!fault) continue;
    entry.left -= 1;
    return fault;
  }
  return undefined;
}

function fits(pattern: string, path: string): boolean {
  const [first = "", ...parts] = pattern.split("*");
  if (parts.length === 0) return path === first;
  const last = parts.pop() ?? "";
  if (!path.startsWith(first) || !path.endsWith(last) || path.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of parts) {
    const next = path.indexOf(part, at);
    if (next < 0 || next + part.length > path.length - last.length) return false;
    at = next + part.length;
  }
  return true;
}

/** The faults that are still to come. */
export const pendingFaults = (world: World): readonly Fault[] =>
  armedOf(world).flatMap(({ fault, left }) => {
    if (left <= 0) return [];
    return [left === Number.POSITIVE_INFINITY ? fault : { ...fault, times: left }];
  });

export const addFault = (world: World, fault: Fault): void => void armedOf(world).push(armed(fault));

export const clearFaults = (world: World): void => void armedOf(world).splice(0);

const times = optional(number(1, 1_000_000, true));
const headers = optional((value) =>
  isFields(value) && Object.values(value).every((one) => typeof one === "string")
    ? undefined
    : "must be an object of strings",
);

const requestRules: FieldRules = {
  kind: required(oneOf("request", "webhook")),
  times,
  method: optional(oneOf("GET", "POST", "PUT", "PATCH", "DELETE")),
  path: optional(text({ min: 1 })),
  delayMs: optional(number(0, 3_600_000)),
  status: optional(number(200, 599, true)),
  headers,
  body: optional(() => undefined),
  close: optional(oneOf("before", "after")),
};

const webhookRules: FieldRules = {
  kind: required(oneOf("webhook")),
  times,
  event: optional(text({ min: 1 })),
  does: required(oneOf("duplicate", "late", "lose")),
};

/** What is wrong with a fault that came as JSON, as the end of a sentence. */
export function faultOfFault(value: unknown): string | undefined {
  const rules = isFields(value) && value.kind === "webhook" ? webhookRules : requestRules;
  const [fault] = checkFields(value, rules);
  return fault && `${fault.fieldName} ${fault.description}`;
}

/** A fault out of JSON. */
export const isFault = (value: unknown): value is Fault => faultOfFault(value) === undefined;
