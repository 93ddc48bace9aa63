/** What an attribute, or the text of a verb, may hold. */
export type ValueRule =
  | { readonly kind: "text"; readonly max: number }
  /** http or https, absolute or relative to the document's own URL. */
  | { readonly kind: "url" }
  | { readonly kind: "socketUrl" }
  | { readonly kind: "flag" }
  | { readonly kind: "number"; readonly min: number; readonly max: number; readonly whole?: true }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "pattern"; readonly pattern: RegExp; readonly meaning: string };

export const text = (max: number): ValueRule => ({ kind: "text", max });
export const choice = (...values: readonly string[]): ValueRule => ({ kind: "choice", values });
export const number = (min: number, max: number): ValueRule => ({ kind: "number", min, max });
export const whole = (min: number, max: number): ValueRule => ({ kind: "number", min, max, whole: true });
export const pattern = (form: RegExp, meaning: string): ValueRule => ({
  kind: "pattern",
  pattern: form,
  meaning,
});
export const url: ValueRule = { kind: "url" };
export const socketUrl: ValueRule = { kind: "socketUrl" };
export const flag: ValueRule = { kind: "flag" };
export const method = choice("GET", "POST");
export const phoneNumber = pattern(/^\+[1-9]\d{1,14}$/, "a phone number in E.164 form, such as +19195550100");
export const sipUri = pattern(/^sips?:[^\s@]+(?:@[^\s@]+)?$/, "a SIP URI, such as sip:alice@example.com");
export const callId = pattern(/^c-[\w-]{1,200}$/, "a call id, which begins with c-");
export const keys = (max: number): ValueRule =>
  pattern(new RegExp(`^[0-9*#A-Da-d]{0,${max}}$`), `up to ${max} of the keys 0-9, *, #, A-D`);

/** The rule in words: `a whole number from 1 to 50`. */
export const meaningOf = (rule: ValueRule): string => {
  switch (rule.kind) {
    case "text":
      return `text of at most ${rule.max} characters`;
    case "url":
      return "an http or https URL, absolute or relative";
    case "socketUrl":
      return "a wss URL";
    case "flag":
      return "true or false";
    case "number":
      return `a ${rule.whole ? "whole " : ""}number from ${rule.min} to ${rule.max}`;
    case "choice":
      return `one of ${rule.values.join(", ")}`;
    case "pattern":
      return rule.meaning;
  }
};

const isUrl = (value: string): boolean => {
  const base = "http://relative.invalid";
  return value !== "" && URL.canParse(value, base) && /^https?:$/.test(new URL(value, base).protocol);
};

const isSocketUrl = (value: string): boolean => URL.canParse(value) && new URL(value).protocol === "wss:";

const isNumber = (
  value: string,
  { min, max, whole: isWhole }: ValueRule & { readonly kind: "number" },
): boolean =>
  (isWhole ? /^\d{1,15}$/ : /^\d{1,15}(?:\.\d{1,6})?$/).test(value) &&
  Number(value) >= min &&
  Number(value) <= max;

/** Whether a value, as it stands in the document, keeps a rule. */
export const fits = (value: string, rule: ValueRule): boolean => {
  switch (rule.kind) {
    case "text":
      return value.length <= rule.max;
    case "url":
      return isUrl(value);
    case "socketUrl":
      return isSocketUrl(value);
    case "flag":
      return value === "true" || value === "false";
    case "number":
      return isNumber(value, rule);
    case "choice":
      return rule.values.includes(value);
    case "pattern":
      return rule.pattern.test(value);
  }
};
