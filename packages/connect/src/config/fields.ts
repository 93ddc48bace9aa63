import { Failure } from "../failure.js";
import { isLoopback } from "../http/proxy.js";
import { isObject, type JsonObject } from "../json-rpc.js";
import { hasPlaceholder } from "./interpolate.js";

/** Reads the fields of one object of a configuration; what is wrong is a Failure that names the place. */
export const fieldsOf = (object: JsonObject, place: string) => {
  const wrong = (name: string, what: string): never => {
    throw new Failure("config", `${place}: ${name} must be ${what}`);
  };
  const optional = <T>(name: string, what: string, fits: (value: unknown) => value is T): T | undefined => {
    const value = object[name];
    if (value === undefined) return undefined;
    return fits(value) ? value : wrong(name, what);
  };
  const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
  const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
  const isCount = (value: unknown): value is number =>
    typeof value === "number" && Number.isFinite(value) && value >= 0;
  const isList = (value: unknown): value is readonly string[] =>
    Array.isArray(value) && value.every((one) => typeof one === "string");
  const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
    isObject(value) && Object.values(value).every((one) => typeof one === "string");
  return {
    text: (name: string) => optional(name, "a text", isText),
    flag: (name: string) => optional(name, "true or false", isFlag),
    count: (name: string) => optional(name, "a number from 0", isCount),
    list: (name: string) => optional(name, "a list of texts", isList) ?? [],
    texts: (name: string) => optional(name, "an object of texts", isTexts) ?? {},
    object: (name: string) => optional(name, "an object", isObject),
    word<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
      const value = object[name];
      if (value === undefined) return undefined;
      return words.find((word) => word === value) ?? wrong(name, words.join(", "));
    },
    needed(name: string): string {
      return optional(name, "a text", isText) ?? wrong(name, "given");
    },
    /** An https address, or http on this machine. With a placeholder inside it is looked at once that is filled. */
    address(name: string, allowHttp = false): string | undefined {
      const value = optional(name, "a URL", isText);
      if (value === undefined || hasPlaceholder(value)) return value;
      const url = URL.canParse(value) ? new URL(value) : wrong(name, "a URL");
      const plain = url.protocol === "http:" && (isLoopback(url.hostname) || allowHttp);
      if (url.protocol !== "https:" && !plain)
        return wrong(name, "an https address (http only on this machine)");
      if (url.username !== "" || url.password !== "") return wrong(name, "without user name and password");
      return value;
    },
    unknown: (known: readonly string[]): readonly string[] =>
      Object.keys(object).filter((key) => !known.includes(key)),
  };
};
