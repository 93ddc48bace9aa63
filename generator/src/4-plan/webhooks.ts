import { checkedBy, invisible, nearest, oneForAll, type Sender, type Webhook } from "@jackfield/contract";
import type * as Model from "../3-model/index.js";
import type { Report } from "../report/index.js";
import { plain, shortened } from "./describe.js";
import { argumentKey, claim, compare } from "./names.js";
import { outlineOf } from "./outline.js";
import { matchesName } from "./select.js";
import type { Touching } from "./touching.js";
import type { PlannedWebhook, PlanOptions } from "./types.js";

const longestDescription = 200;
/** What a receiver takes of the name of an event. */
const longestName = 200;

type ReceivedApi = { readonly api: Model.Api; readonly touchedBy: Touching };

/**
 * A receiver for everything that the APIs send by themselves. Each has an address of its own, which says what the event
 * is called; where the config says how a vendor names events in a delivery, there is one address more for all of them.
 */
export const planWebhooks = (
  apis: readonly ReceivedApi[],
  options: PlanOptions,
  report: Report,
): readonly PlannedWebhook[] => {
  const taken = new Set<string>();
  const sorted = [...apis].sort((a, b) => compare(a.api.id, b.api.id));
  const all = sorted.flatMap(({ api, touchedBy }) => {
    const { names, sender } = options.webhooks?.[api.id] ?? { names: ["*"] };
    reportUnknown(api, names, report);
    const chosen = api.webhooks.filter(({ name }) => matchesName(name, names));
    const own = chosen.map((webhook): PlannedWebhook => {
      const path = claim(argumentKey(webhook.name), (candidate) => taken.has(candidate), "_");
      taken.add(path);
      const patches = touchedBy([webhook.pointer]);
      return {
        webhook: received(api, webhook, path),
        origin: { api: api.id, file: api.source, pointer: webhook.pointer, patches },
      };
    });
    return sender === undefined || own.length === 0 ? own : sentBy(sender, { api, own, taken });
  });
  return all.sort((a, b) => compare(a.webhook.path, b.webhook.path));
};

/** A name of the config that nothing is called; `*` alone asks for whatever there is. */
const reportUnknown = ({ id, webhooks }: Model.Api, names: readonly string[], report: Report): void => {
  const known = webhooks.map(({ name }) => name);
  for (const name of names) {
    if (name === "*" || known.some((one) => matchesName(one, [name]))) continue;
    report.add("plan/unknown-webhook", { file: "config" }, { api: id, name, nearest: nearest(name, known) });
  }
};

const received = (
  { payloadSchemas }: Model.Api,
  { name, method, summary, description, isList, payload }: Model.Webhook,
  path: string,
): Webhook => {
  // Some say in the one what all events of a kind have in common, and in the other what this one is: the shorter is that.
  const [text = ""] = [summary, description]
    .flatMap((words) => (words === undefined ? [] : [plain(words)]))
    .sort((a, b) => a.length - b.length);
  return {
    path,
    ...(method !== "POST" && { method }),
    check: { kind: "path" },
    name: name.replaceAll(invisible, "").trim().slice(0, longestName) || path,
    ...(isList && { isList }),
    ...(text !== "" && { description: shortened(text, longestDescription) }),
    ...(payload !== undefined && { payload: outlineOf(payload, payloadSchemas) }),
  };
};

/** Checked as their vendor sends them, with the one that takes them all where deliveries say what they are. */
const sentBy = (
  sender: Sender,
  {
    api,
    own,
    taken,
  }: { readonly api: Model.Api; readonly own: readonly PlannedWebhook[]; readonly taken: Set<string> },
): readonly PlannedWebhook[] => {
  const checked = own.map(({ webhook, origin }) => ({ webhook: checkedBy(sender, webhook), origin }));
  const path = claim("events", (candidate) => taken.has(candidate), "_");
  const all = oneForAll(
    sender,
    checked.map(({ webhook }) => webhook),
    path,
  );
  if (all === undefined) return checked;
  taken.add(path);
  return [...checked, { webhook: all, origin: { api: api.id, file: api.source, pointer: "", patches: [] } }];
};
