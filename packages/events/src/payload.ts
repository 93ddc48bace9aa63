import { type KeyPart, sameName, valueBelow, type Webhook } from "@jackfield/contract";
import type { Delivery } from "./checks.js";
import type { NewEvent } from "./store.js";

/** A delivery as far as its payload goes. */
export type Arrived = Delivery & { readonly query: URLSearchParams };

const longestName = 200;
const longestList = 1_000;

const shortText = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value).slice(0, longestName) : undefined;

const fieldsOf = (fields: URLSearchParams): Readonly<Record<string, string>> => {
  const names = [...fields.keys()];
  return Object.fromEntries(names.map((name) => [name, fields.getAll(name).join(",")]));
};

/** Some vendors call JSON a form, and some send a form whose only field, `payload`, is JSON. */
const formOf = (text: string): unknown => {
  const fields = fieldsOf(new URLSearchParams(text));
  const { payload } = fields;
  const json = payload !== undefined && Object.keys(fields).length === 1 ? payload : text;
  if (!/^\s*[{[]/.test(json)) return fields;
  try {
    return JSON.parse(json);
  } catch {
    return fields;
  }
};

const utf8 = new TextDecoder();

/** What arrived as a JSON value: JSON, a form as an object of strings, XML and other text as a string. */
const payloadOf = (webhook: Webhook, arrived: Arrived): unknown => {
  const { body, query } = arrived;
  if (webhook.method === "GET") return fieldsOf(query);
  const [type = ""] = (arrived.header("content-type") ?? "").toLowerCase().split(";");
  const text = utf8.decode(body);
  if (/^text\/(?!plain)|[/+]xml$/.test(type)) return text;
  return type === "application/x-www-form-urlencoded" ? formOf(text) : JSON.parse(text);
};

const partsOf = (
  parts: readonly KeyPart[],
  payload: unknown,
  arrived: Arrived,
): readonly (string | undefined)[] =>
  parts.map((part) =>
    "header" in part ? shortText(arrived.header(part.header)) : shortText(valueBelow(payload, part.field)),
  );

const keyOf = (parts: readonly KeyPart[], payload: unknown, arrived: Arrived): string | undefined => {
  const values = partsOf(parts, payload, arrived);
  return values.every((value) => value === undefined) ? undefined : JSON.stringify(values);
};

/** Undefined: the delivery does not say what it is. */
const titleOf = ({ name, names = [] }: Webhook, payload: unknown, arrived: Arrived): string | undefined => {
  if (typeof name === "string") return name;
  const parts = partsOf("length" in name ? name : [name], payload, arrived);
  const title = parts.filter((part) => part !== undefined && part !== "").join(".");
  if (title === "") return undefined;
  const same = sameName(title);
  return (names.find((one) => sameName(one) === same) ?? title).slice(0, longestName);
};

const eventOf = (webhook: Webhook, payload: unknown, arrived: Arrived): NewEvent | undefined => {
  const title = titleOf(webhook, payload, arrived);
  if (title === undefined) return undefined;
  const given = webhook.key && keyOf(webhook.key, payload, arrived);
  // Throws where the payload is nested too deeply to be written again.
  const text = JSON.stringify(payload);
  return { name: title, data: payload, text, ...(given !== undefined && { key: `${title} ${given}` }) };
};

type Payload =
  | { readonly ok: true; readonly events: readonly NewEvent[] }
  | { readonly ok: false; readonly status: 400 | 413; readonly problem: string };

/** The events of a delivery: all of them, or why it is refused whole. */
export const readPayload = (webhook: Webhook, arrived: Arrived): Payload => {
  try {
    const value = payloadOf(webhook, arrived);
    const payloads: readonly unknown[] = webhook.isList && Array.isArray(value) ? value : [value];
    if (payloads.length > longestList)
      return { ok: false, status: 413, problem: `it holds more than ${longestList} events` };
    const events = payloads.map((payload) => eventOf(webhook, payload, arrived));
    const named = events.filter((event) => event !== undefined);
    if (named.length < events.length)
      return { ok: false, status: 400, problem: "it does not name its event" };
    return { ok: true, events: named };
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, status: 400, problem: "it is nested too deeply" };
    if (error instanceof SyntaxError) return { ok: false, status: 400, problem: "it is not JSON" };
    throw error;
  }
};
