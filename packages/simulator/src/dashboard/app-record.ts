import type { Application } from "../options.js";

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

export const textIn = ({ fields }: AppRecord, name: string): string | undefined => {
  const value = fields.get(name);
  return value?.kind === "text" ? value.text : undefined;
};
