import type { BoundValue, Credentials, Extension, HttpRequest } from "@jackfield/contract";
import { CallError } from "./call-error.js";
import type { Arguments } from "./request/given.js";

const check = (key: string, given: unknown, bound: BoundValue): void => {
  const allowed = bound.allowed;
  if (allowed === undefined || allowed.includes(String(given))) return;
  const names = allowed.slice(0, 10).join(", ") || "none";
  throw new CallError({
    error: `The argument ${key} must be one that the credentials may use (${names}), got ${JSON.stringify(given)?.slice(0, 60)}.`,
    code: "validation",
    recovery: `Leave ${key} out to use the default, or give one of: ${names}. Nothing was sent.`,
    details: [{ path: `/${key}`, expected: `one of ${names}` }],
  });
};

/**
 * Fills bound parameters from the extension's context where the caller left them out, and holds what the caller gave
 * against what the credentials allow. Throws `CallError`: `auth` when a needed value is not to be had, else `validation`.
 */
export const bindArguments = async (
  request: HttpRequest,
  args: Arguments,
  extension: Extension | undefined,
  credentials: Credentials,
): Promise<Arguments> => {
  const bound = Object.entries(request.parameters ?? {}).filter(
    ([, parameter]) => parameter.bind !== undefined,
  );
  if (bound.length === 0 || extension?.context === undefined) return args;
  const context = await extension.context(credentials);
  const filled: Record<string, unknown> = { ...args };
  for (const [key, { bind = "" }] of bound) {
    const value = Object.hasOwn(context, bind) ? context[bind] : undefined;
    if (value === undefined) continue;
    if (args[key] !== undefined) {
      check(key, args[key], value);
    } else if (value.value !== undefined) {
      filled[key] = value.value;
    } else {
      throw new CallError({ error: value.problem, code: "auth", recovery: value.recovery });
    }
  }
  return filled;
};
