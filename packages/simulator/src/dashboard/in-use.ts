import type { Target } from "../webhook.js";
import type { World } from "../world.js";
import { type AppRecord, type Kind, textIn } from "./app-record.js";
import { dashboardOf } from "./state.js";

/** The applications of an account that calls or messages can name. */
export const applicationsFor = (world: World, account: string, kind: Kind): readonly AppRecord[] =>
  [...dashboardOf(world, account).applications.values()].filter((application) => application.kind === kind);

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

/** Whether messages of an application arrive: it must serve a location. */
export const isLinked = (world: World, account: string, application: AppRecord): boolean =>
  application.preset ||
  [...dashboardOf(world, account).locations.values()].some(
    ({ messagingAppId }) => messagingAppId === application.id,
  );

function targetOf(
  application: AppRecord,
  url: string,
  names: { readonly method?: string; readonly creds: string },
): Target | undefined {
  const found = textIn(application, url);
  if (found === undefined) return undefined;
  const creds = application.fields.get(names.creds);
  const method = names.method !== undefined && textIn(application, names.method) === "GET" ? "GET" : "POST";
  return creds?.kind === "creds"
    ? { url: found, method, username: creds.user, password: creds.password }
    : { url: found, method };
}
