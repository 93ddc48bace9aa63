import type { Verb } from "./bxml.js";
import type { Plan, Progress, Scene, Step } from "./plan.js";
import { type Handler, handlers } from "./verbs.js";

/**
 * Plays a document in mind: no clock, no network. A document runs straight on until its first verb that asks the
 * customer for new BXML, and that is where its plan ends; without one it ends with a hangup.
 */
export function interpret(verbs: readonly Verb[], scene: Scene): Plan {
  const steps: Step[] = [];
  for (const verb of verbs) {
    const handle: Handler = handlers[verb.name];
    const played = handle(verb, scene, progressOf(steps, scene));
    steps.push(...played.steps);
    if (played.ending) return { steps, ending: played.ending };
  }
  return { steps, ending: { kind: "hangup" } };
}

function progressOf(steps: readonly Step[], scene: Scene): Progress {
  const gathers = scene.gathers + steps.filter((step) => step.kind === "digits").length;
  return { gathers, heard: steps.flatMap((step) => (step.kind === "speak" ? [step.text] : [])) };
}
