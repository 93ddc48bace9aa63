import type { CallContext } from "@jackfield/contract";
import { claimsOf } from "./account.js";
import type { Claims } from "./claims.js";
import { type Fields, type Step, step } from "./steps.js";

/** Features by a part of the role's name, as Bandwidth's own command line reads them. */
const features: readonly { readonly name: string; readonly roles: RegExp }[] = [
  { name: "calls", roles: /httpvoice| voice/i },
  { name: "applications", roles: /app(?:lication)? management/i },
  { name: "messages", roles: /messag|sms/i },
  { name: "numbers", roles: /number/i },
  { name: "voice configuration packages", roles: /vcp|voice configuration/i },
  { name: "10DLC campaigns", roles: /campaign/i },
  { name: "toll-free verification", roles: /tfv|toll-?free/i },
];

const buildNote =
  "A Bandwidth Build account: calls only, to verified numbers, 30 minutes each, five at a time; its number and application are in the Bandwidth App.";

const described = (claims: Claims, chosen: string | undefined): Fields => ({
  kind: claims.express ? "build" : "full",
  account: chosen ?? (claims.accounts.length === 1 ? claims.accounts[0] : "none chosen"),
  accounts: claims.accounts,
  roles: claims.roles,
  probablyAvailable: features
    .filter(({ roles }) => claims.roles.some((role) => roles.test(role)))
    .map(({ name }) => name),
  ...(claims.express && { note: buildNote }),
});

type Identity = {
  readonly reply: Step;
  readonly identity: Fields;
  /** With a token in hand credentials are good, whatever became of the call. */
  readonly works: boolean;
};

/** Makes a harmless call, so that the credentials are tried and not only read, and says what their token says. */
export const identify = async (call: CallContext): Promise<Identity> => {
  const { secrets } = call.tenant;
  const reply = await step(call, "listApplications", {});
  const claims = claimsOf(secrets);
  const chosen = secrets.get("BW_ACCOUNT_ID")?.trim() || undefined;
  const identity =
    claims === undefined
      ? {
          kind: "unknown",
          account: chosen ?? "none chosen",
          note: "These credentials carry no list of accounts or roles.",
        }
      : described(claims, chosen);
  const isRefused = !reply.ok && reply.status === 401;
  return { reply, identity, works: !isRefused && (reply.ok || claims !== undefined) };
};
