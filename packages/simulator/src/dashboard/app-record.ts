import type { Application } from "../settings.js";
import type { Target } from "../webhook.js";

export type Kind = Application["kind"];

/** What a field of an application holds. */
export type FieldValue =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "creds"; readonly user: string; readonly password: string | undefined }
  | { readonly kind: "types"; readonly types: readonly string[] };

/** An application with the fields that were set, in no order. */
export type AppRecord = {
  readonly id: string;
  readonly kind: Kind;
  readonly name: string;
  readonly fields: ReadonlyMap<string, FieldValue>;
  /** From the options: works without being linked to a location, and reports to one URL for want of another. */
  readonly preset: boolean;
};

/** The fields of each kind in the order of the vendor's replies. */
export const fieldsOf: Readonly<Record<Kind, readonly string[]>> = {
  voice: [
    "CallInitiatedCallbackUrl",
    "CallInitiatedMethod",
    "CallStatusCallbackUrl",
    "CallStatusMethod",
    "CallbackCreds",
    "CallInitiatedFallbackUrl",
    "CallInitiatedFallbackMethod",
    "CallInitiatedFallbackCreds",
    "CallbackTimeout",
  ],
  messaging: [
    "CallbackUrl",
    "MsgCallbackUrl",
    "InboundCallbackUrl",
    "OutboundCallbackUrl",
    "MsgCallbackCreds",
    "InboundCallbackCreds",
    "OutboundCallbackCreds",
    "RequestedCallbackTypes",
  ],
};

/** The applications of the options as the dashboard knows them. */
export const seededApplications = (applications: readonly Application[]): readonly AppRecord[] =>
  applications.map(({ id, kind, callbackUrl, statusCallbackUrl, username, password }) => {
    const [first, second, creds] =
      kind === "voice"
        ? (["CallInitiatedCallbackUrl", "CallStatusCallbackUrl", ["CallbackCreds"]] as const)
        : ([
            "InboundCallbackUrl",
            "OutboundCallbackUrl",
            ["InboundCallbackCreds", "OutboundCallbackCreds"],
          ] as const);
    const fields = new Map<string, FieldValue>([[first, { kind: "text", text: callbackUrl }]]);
    if (statusCallbackUrl !== undefined) fields.set(second, { kind: "text", text: statusCallbackUrl });
    if (username !== undefined) {
      for (const name of creds) fields.set(name, { kind: "creds", user: username, password });
    }
    return { id, kind, name: id, fields, preset: true };
  });

const textIn = ({ fields }: AppRecord, name: string): string | undefined => {
  const value = fields.get(name);
  return value?.kind === "text" ? value.text : undefined;
};

/** Where events of inbound calls go, with what stands in for it and how long an answer may take. */
export function inboundCallTargets(application: AppRecord): {
  readonly initiate: Target;
  readonly fallback: Target | undefined;
  readonly status: Target | undefined;
  readonly timeoutMs: number;
} {
  const initiate = targetOf(application, "CallInitiatedCallbackUrl", {
    method: "CallInitiatedMethod",
    creds: "CallbackCreds",
  });
  if (!initiate) throw new Error(`the application ${application.id} has no URL for inbound calls`);
  return {
    initiate,
    fallback: targetOf(application, "CallInitiatedFallbackUrl", {
      method: "CallInitiatedFallbackMethod",
      creds: "CallInitiatedFallbackCreds",
    }),
    status: targetOf(application, "CallStatusCallbackUrl", {
      method: "CallStatusMethod",
      creds: "CallbackCreds",
    }),
    timeoutMs: 1_000 * Number(textIn(application, "CallbackTimeout") ?? 15),
  };
}

/** Where an inbound message goes. */
export const inboundMessageTarget = (application: AppRecord): Target | undefined =>
  targetOf(application, "InboundCallbackUrl", { creds: "InboundCallbackCreds" }) ??
  targetOf(application, "CallbackUrl", { creds: "MsgCallbackCreds" }) ??
  targetOf(application, "MsgCallbackUrl", { creds: "MsgCallbackCreds" });

/** Where a delivery event of a type goes; undefined where the application does not want it. */
export function messageStatusTarget(application: AppRecord, type: string): Target | undefined {
  const wanted = application.fields.get("RequestedCallbackTypes");
  if (wanted?.kind === "types" && wanted.types.length > 0 && !wanted.types.includes(type)) return undefined;
  return (
    targetOf(application, "OutboundCallbackUrl", { creds: "OutboundCallbackCreds" }) ??
    targetOf(application, "CallbackUrl", { creds: "MsgCallbackCreds" }) ??
    targetOf(application, "MsgCallbackUrl", { creds: "MsgCallbackCreds" }) ??
    (application.preset ? inboundMessageTarget(application) : undefined)
  );
}

function targetOf(
  application: AppRecord,
  url: string,
  names: { readonly method?: string; readonly creds: string },
): Target | undefined {
  const callbackUrl = textIn(application, url);
  if (callbackUrl === undefined) return undefined;
  const creds = application.fields.get(names.creds);
  const method = names.method !== undefined && textIn(application, names.method) === "GET" ? "GET" : "POST";
  return creds?.kind === "creds"
    ? { url: callbackUrl, method, username: creds.user, password: creds.password }
    : { url: callbackUrl, method };
}
