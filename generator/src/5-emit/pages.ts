import { callsOf, type Plan, type PlannedTool } from "../4-plan/index.js";
import { firstLine } from "./escape.js";
import { print } from "./templates.js";
import type { OutputFile } from "./types.js";

/** The reference page of the tools: what each does, what it calls, what it takes. */
export const toolsPage = (plan: Plan): OutputFile => ({
  path: "tools.md",
  text: print("tools.md", { title: plan.definition.title, tools: plan.tools.map(row) }),
});

/** A tool as pages list it. */
type Row = {
  readonly name: string;
  /** `GET /pets/{id}`, or the module of a hand-written tool. */
  readonly calls: string;
  readonly description: string;
  readonly inputs: string;
};

export const row = (planned: PlannedTool): Row => {
  const { face, record } = planned;
  const required = new Set<string>(face.input.required);
  return {
    name: face.name,
    calls: callsOf(planned),
    description: firstLine(record.description),
    inputs: Object.keys(face.input.properties)
      .map((key) => (required.has(key) ? key : `${key}?`))
      .join(", "),
  };
};
