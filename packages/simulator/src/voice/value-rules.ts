/** Says what is wrong with the text of an attribute or element, as the end of a sentence. */
export type ValueRule = (value: string) => string | undefined;

export const text =
  (max: number): ValueRule =>
  (value) =>
    value.length <= max ? undefined : `must have at most ${max} characters`;

export const anyText = text(Number.POSITIVE_INFINITY);

export const matching =
  (pattern: RegExp, meaning: string): ValueRule =>
  (value) =>
    pattern.test(value) ? undefined : `must be ${meaning}`;

export const oneOf =
  (...allowed: readonly string[]): ValueRule =>
  (value) =>
    allowed.includes(value) ? undefined : `must be one of ${allowed.join(", ")}`;

export const flag = oneOf("true", "false");
export const method = oneOf("GET", "POST");

export const number =
  (min: number, max: number): ValueRule =>
  (value) =>
    inRange(/^\d+(\.\d+)?$/, value, min, max) ? undefined : `must be a number from ${min} to ${max}`;

export const whole =
  (min: number, max: number): ValueRule =>
  (value) =>
    inRange(/^\d+$/, value, min, max) ? undefined : `must be a whole number from ${min} to ${max}`;

function inRange(form: RegExp, value: string, min: number, max: number): boolean {
  return form.test(value) && Number(value) >= min && Number(value) <= max;
}

/** An http or https URL, absolute or relative to the document's own. */
export const url: ValueRule = (value) => {
  const base = "http://relative.invalid";
  const fine = value !== "" && URL.canParse(value, base) && /^https?:$/.test(new URL(value, base).protocol);
  return fine ? undefined : "must be an http or https URL";
};

export const socketUrl: ValueRule = (value) =>
  URL.canParse(value) && new URL(value).protocol === "wss:" ? undefined : "must be a wss URL";

export const phoneNumber = matching(/^\+[1-9]\d{1,14}$/, "a phone number in E.164 format");
export const sipUri = matching(/^sips?:[^\s@]+(@[^\s@]+)?$/, "a SIP URI");
export const callId = matching(/^c-[\w-]+$/, "a call id");
export const keys = (max: number): ValueRule =>
  matching(new RegExp(`^[0-9*#A-Da-d]{0,${max}}$`), "telephone keys");
