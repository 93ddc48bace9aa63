import type { AnsweringParty } from "../outside/party.js";
import type { Target } from "../webhook.js";
import type { World } from "../world.js";
import type { Noun, Verb } from "./bxml.js";
import type { Call, CallPlan, Event, Next } from "./call.js";
import { outgoingOf, tell } from "./events.js";

/** A document that plays in a call. */
export type Scene = {
  readonly world: World;
  readonly call: Call;
  /** The other end; it has answered, or is about to be answered. */
  readonly party: AnsweringParty;
  /** The URL that returned the document; relative URLs start there. */
  readonly base: string;
  /** Fires when something else is wanted of the call. */
  readonly signal: AbortSignal;
  /** What was spoken since the document began. */
  readonly sentences: string[];
  /** Starts another call. */
  readonly start: (plan: CallPlan) => Call;
};

/** Plays one verb. What it answers replaces the rest of the document; undefined lets the next verb play. */
export type Handler = (scene: Scene, verb: Verb) => Promise<Next | undefined>;

export const wait = ({ world, signal }: Scene, seconds: number): Promise<void> =>
  world.clock.sleep(seconds * 1000, signal);

export const numberIn = (verb: Verb, name: string, standard: number): number =>
  Number(verb.attributes.get(name) ?? standard);

/** Where the event of a verb goes, out of its `<name>Url`, `<name>Method` and credentials; undefined without the URL. */
export function targetOf(verb: Verb | Noun, name: string, base: string): Target | undefined {
  const url = verb.attributes.get(`${name}Url`);
  if (url === undefined) return undefined;
  const fallback = name.endsWith("Fallback");
  return {
    url: new URL(url, base).href,
    method: verb.attributes.get(`${name}Method`) === "GET" ? "GET" : "POST",
    username: verb.attributes.get(fallback ? "fallbackUsername" : "username"),
    password: verb.attributes.get(fallback ? "fallbackPassword" : "password"),
  };
}

/** Ends the document when the verb has a URL to ask, else lets it go on. The verb's tag holds from this event on. */
export function thenAsk(scene: Scene, verb: Verb, name: string, event: Event): Next | undefined {
  const target = targetOf(verb, name, scene.base);
  if (!target) return undefined;
  const tag = verb.attributes.get("tag");
  if (tag !== undefined) scene.call.tag = tag === "" ? undefined : tag;
  return { kind: "fetch", event, target, fallback: targetOf(verb, `${name}Fallback`, scene.base) };
}

/** Tells the customer something while the call goes on. */
export function notify({ world, call }: Pick<Scene, "world" | "call">, event: Event, target: Target): void {
  const outgoing = outgoingOf(world, call, event);
  world.tasks.start(() => tell(world, outgoing, target));
}
