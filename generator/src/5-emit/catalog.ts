import type { CatalogRecord } from "@jackfield/runtime";
import type { Plan } from "../4-plan/types.js";
import type { OutputFile } from "./types.js";

/** The part of a catalogue record that a client sees. */
export const listed = ({ tags, module, ...shown }: CatalogRecord): Omit<CatalogRecord, "tags" | "module"> =>
  shown;

/** The index a server lists its tools from: one record a line, so that a difference is a line. */
export const catalogFile = (plan: Plan): OutputFile => {
  const records = plan.tools.map(({ record }) => JSON.stringify(record));
  return { path: "catalog.json", text: records.length === 0 ? "[]\n" : `[\n${records.join(",\n")}\n]\n` };
};
