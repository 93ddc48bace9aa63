import {
  checkFields,
  e164,
  type FieldRules,
  type Fields,
  isFields,
  listOf,
  pattern,
  required,
} from "../fields.js";
import { json, type Outcome, problem } from "../outcome.js";
import type { Incoming, Route } from "../router.js";
import type { World } from "../world.js";
import { type Dashboard, dashboardOf } from "./state.js";

/** A request to a JSON operation of the dashboard; account and role are checked. */
export type JsonRequest = {
  readonly world: World;
  readonly dashboard: Dashboard;
  readonly params: Incoming["params"];
  readonly query: URLSearchParams;
  readonly body: unknown;
};

export function on(handle: (request: JsonRequest) => Outcome): Route["handle"] {
  return (world, { params, query, body }) =>
    handle({ world, dashboard: dashboardOf(world, params.account ?? ""), params, query, body });
}

export const data = (status: number, value: unknown): Outcome =>
  json(status, { links: [], data: value, errors: [] });

/** The body when it fits its rules, else the refusal. */
export function fieldsOf(
  body: unknown,
  rules: FieldRules,
): { readonly fields: Fields } | { readonly refusal: Outcome } {
  const [fault] = checkFields(body, rules);
  if (!fault && isFields(body)) return { fields: body };
  return { refusal: problem(400, `${fault?.fieldName} ${fault?.description}`) };
}

export const phoneNumbers = required(
  listOf(pattern(e164, "a phone number in E.164 format"), { min: 1, max: 5_000 }),
);
