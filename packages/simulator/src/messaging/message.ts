import {
  checkFields,
  dateTime,
  type FieldRules,
  httpUrl,
  isFields,
  listOf,
  oneOf,
  optional,
  pattern,
  phoneNumber,
  required,
  text,
  textOf,
  textsOf,
} from "../fields.js";
import type { FieldError } from "../outcome.js";

/** The body of createMessage, parsed. */
export type CreateMessage = {
  readonly applicationId: string;
  readonly to: readonly string[];
  readonly from: string;
  readonly text: string;
  readonly media: readonly string[];
  readonly tag: string | undefined;
  readonly priority: string | undefined;
  readonly expiration: string | undefined;
};

/** E.164, a short code, or an alphanumeric sender with at least one letter. */
const sender = pattern(
  /^(\+[1-9]\d{1,14}|\d{5,6}|(?=.*[A-Za-z])[A-Za-z0-9 \-+_&]{1,11})$/,
  "a phone number in E.164 format, a short code or an alphanumeric sender id",
);

const rules: FieldRules = {
  applicationId: required(text({ min: 1 })),
  to: required(listOf(phoneNumber, { min: 1, max: 10, unique: true })),
  from: required(sender),
  text: optional(text({ max: 2048 })),
  media: optional(listOf(httpUrl(4096), { min: 0, max: 10, unique: true })),
  tag: optional(text({ max: 1024 })),
  priority: optional(oneOf("default", "high")),
  expiration: optional(dateTime),
};

/** The message a body asks for, or everything that is wrong with it. */
export function parseCreateMessage(body: unknown): CreateMessage | readonly FieldError[] {
  const faults = checkFields(body, rules);
  if (faults.length > 0 || !isFields(body)) return faults;
  const message: CreateMessage = {
    applicationId: textOf(body, "applicationId") ?? "",
    to: textsOf(body, "to"),
    from: textOf(body, "from") ?? "",
    text: textOf(body, "text") ?? "",
    media: textsOf(body, "media"),
    tag: textOf(body, "tag"),
    priority: textOf(body, "priority"),
    expiration: textOf(body, "expiration"),
  };
  if (message.text !== "" || message.media.length > 0) return message;
  return [{ fieldName: "text", description: "is required when there is no media" }];
}

const gsm7 = /^[A-Za-z0-9 \r\n@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&'()*+,\-./:;<=>?¡ÄÖÑÜ§¿äöñüà]*$/;
const gsm7Extended = /[\^{}\\[~\]|€]/g;

/** How many SMS a text takes: 160 or 70 characters in one, 153 or 67 in each of several. */
export function segmentsOf(message: string): number {
  const plain = gsm7.test(message.replace(gsm7Extended, ""));
  const length = plain ? message.length + (message.match(gsm7Extended)?.length ?? 0) : message.length;
  const [single, each] = plain ? [160, 153] : [70, 67];
  return length <= single ? 1 : Math.ceil(length / each);
}
