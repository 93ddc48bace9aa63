import type { EventReader, Tenant } from "@jackfield/contract";
import { type Fields, textIn } from "./steps.js";

/** Whether the API is on this machine, as a simulator is: it reaches callbacks that nobody else does. */
export const isLocalApi = ({ secrets }: Tenant): boolean =>
  /^http:\/\/(?:localhost|127\.)/.test(secrets.get("BW_API_URL") ?? "");

/** Calls or messages: what decides which callback fields an application has. */
type Family = "voice" | "messaging";

/** The application that a tool works on; without an account, that of the credentials. */
export type ApplicationTarget = { readonly applicationId: string; readonly accountId?: string | undefined };

/** Old applications are plain `Voice` and `Messaging`. Undefined for a kind that is neither. */
export const familyOf = (serviceType: string | undefined): Family | undefined => {
  const kind = serviceType?.toLowerCase() ?? "";
  if (kind.startsWith("voice")) return "voice";
  return kind.startsWith("messaging") ? "messaging" : undefined;
};

/** Where the events of an application go. */
export type Callbacks = {
  /** Inbound calls, or inbound messages. */
  readonly inboundUrl?: string | undefined;
  /** The end of inbound calls, or what became of outbound messages. */
  readonly statusUrl?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Messaging only. */
  readonly types?: readonly string[] | undefined;
};

/** The fields of one family, and no other: a field of the other family is refused with 12962. */
export const callbackFields = (family: Family, callbacks: Callbacks): Fields => {
  const { inboundUrl, statusUrl, username, password, types } = callbacks;
  const creds = username === undefined ? undefined : { UserId: username, Password: password };
  const fields: Fields =
    family === "voice"
      ? {
          CallInitiatedCallbackUrl: inboundUrl,
          CallInitiatedMethod: inboundUrl && "POST",
          CallStatusCallbackUrl: statusUrl,
          CallStatusMethod: statusUrl && "POST",
          CallbackCreds: creds,
        }
      : {
          InboundCallbackUrl: inboundUrl,
          InboundCallbackCreds: creds,
          OutboundCallbackUrl: statusUrl,
          OutboundCallbackCreds: creds,
          RequestedCallbackTypes: types,
        };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
};

/** The names of the two URLs in a family. */
export const urlFields = {
  voice: { inbound: "CallInitiatedCallbackUrl", status: "CallStatusCallbackUrl" },
  messaging: { inbound: "InboundCallbackUrl", status: "OutboundCallbackUrl" },
} as const satisfies Readonly<Record<Family, Readonly<Record<string, string>>>>;

/**
 * The callbacks of a family at this server, with the credentials that it demands; undefined where it receives none.
 * `baseUrl` takes the place of the address that the server knows itself by.
 */
export const ownCallbacks = (
  events: Pick<EventReader, "callbackOf"> | undefined,
  family: Family,
  baseUrl?: string,
): Callbacks | undefined => {
  const callback = events?.callbackOf(family === "voice" ? "voice" : "messages");
  if (callback === undefined) return undefined;
  const { url, username, password } = callback;
  const path = new URL(url).pathname;
  const address = baseUrl === undefined ? url : `${baseUrl.replace(/\/+$/, "")}${path}`;
  return { inboundUrl: address, statusUrl: address, username, password };
};

/** The names of the wanted fields that an application does not have as wanted. Passwords are never shown, so they are not compared. */
export const differences = (application: Fields, wanted: Fields): readonly string[] =>
  Object.entries(wanted).flatMap(([name, value]) => {
    const actual = application[name];
    const same =
      typeof value === "string"
        ? textIn(application, name) === value
        : shown(actual) === shown(value as Fields | readonly string[]); // the two kinds that `callbackFields` makes
    return same ? [] : [name];
  });

const shown = (value: unknown): string =>
  Array.isArray(value)
    ? JSON.stringify([...value].sort())
    : String(Object(value).UserId ?? JSON.stringify(value));
