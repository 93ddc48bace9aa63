import { type HttpRequest, isJson, type Parameter } from "@jackfield/contract";
import { isDefined } from "./style.js";

/** The arguments of a tool call, by key. */
export type Arguments = Readonly<Record<string, unknown>>;

/** A parameter that has a value. */
export type Given = {
  readonly argument: string;
  readonly name: string;
  readonly parameter: Parameter;
  readonly value: unknown;
};

/** An argument by its own key only: `constructor` and `__proto__` are keys like any other. */
export const own = (args: Arguments, key: string): unknown =>
  Object.hasOwn(args, key) ? args[key] : undefined;

/** The parameters of one place that have a value; null is one only in JSON (RFC 6570 section 2.3). */
export const givenIn = (
  place: Parameter["in"],
  parameters: HttpRequest["parameters"],
  args: Arguments,
): readonly Given[] => {
  const all: Given[] = [];
  for (const argument of Object.keys(parameters ?? {})) {
    const parameter = parameters?.[argument];
    if (parameter?.in !== place) continue;
    const value = own(args, argument);
    const isGiven = isDefined(value) || (value === null && isJson(parameter.mediaType ?? ""));
    if (isGiven) all.push({ argument, name: parameter.name ?? argument, parameter, value });
  }
  return all;
};
