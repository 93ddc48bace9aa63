import type { Extension } from "@jackfield/contract";

/** They change whose credentials the process has, so they are for a server with one user. */
const ofOnePerson: ReadonlySet<string> = new Set(["setCredentials", "clearCredentials"]);

/** They hold what a person has to say: only the tools that ask the person call them. */
const ofOwnTools: ReadonlySet<string> = new Set(["createRegistrationRecord"]);

/** The API takes nothing but a user name and a password for these. */
const basicOnly: ReadonlySet<string> = new Set(["generateMessagingCode", "generateVoiceCode", "verifyCode"]);

/** There is nothing to read where no webhook is received. */
const ofEvents: ReadonlySet<string> = new Set([
  "getCallbackEvents",
  "getInboundMessages",
  "respondToCallback",
]);

/** Decided by the transport that is really in use and by the credentials that the server starts with. */
export const isServed: NonNullable<Extension["serves"]> = (tool, { transport, secrets, hasEvents }) => {
  if (ofOwnTools.has(tool)) return false;
  if (ofEvents.has(tool)) return hasEvents;
  if (ofOnePerson.has(tool)) return transport === "stdio";
  if (!basicOnly.has(tool) || secrets === undefined) return true;
  return ["BW_USERNAME", "BW_PASSWORD"].every((variable) => (secrets.get(variable) ?? "").trim() !== "");
};
