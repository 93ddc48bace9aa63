// `jackfield generate` into an empty folder, once more into the full one, and with nothing changed.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fullSize } from "./support/context.mjs";
import { medianOf } from "./support/measure.mjs";
import { jackfield } from "./support/paths.mjs";
import { runNode } from "./support/processes.mjs";

/** @param {import("./support/context.mjs").Context} context */
export async function generate({ spec, folder, heavyRuns, note }) {
  const out = join(folder, "generate");
  const command = ["generate", "--spec", spec, "--out", out];
  const cold = [];
  for (let run = 1; run <= heavyRuns; run += 1) {
    note(`cold run ${run} of ${heavyRuns}`);
    rmSync(out, { recursive: true, force: true });
    cold.push(await runNode([jackfield, "--quiet", ...command]));
  }
  const unchanged = [];
  for (let run = 1; run <= heavyRuns; run += 1) {
    note(`unchanged run ${run} of ${heavyRuns}`);
    unchanged.push(await runNode([jackfield, "--quiet", ...command]));
  }
  note("second run, worked out as a whole");
  // The times above are without --json, which works out the place of every notice.
  const { operations, files } = JSON.parse((await runNode([jackfield, "--json", ...command])).stdout);
  rmSync(out, { recursive: true });

  // A smaller document gets no smaller budget: most of its time is the start.
  const scale = Math.max(1, operations / fullSize);
  const size = `for ${Math.max(operations, fullSize).toLocaleString("en-US")} operations`;
  const processor = medianOf(cold, ({ processorSeconds }) => processorSeconds);
  const what = `${operations.toLocaleString("en-US")} operations; ${processor.toFixed(1)} s of processor time`;
  return [
    {
      name: "generate, cold",
      measured: { value: medianOf(cold, ({ seconds }) => seconds), unit: "s", what },
      budget: { most: 8 * scale, of: "measured", note: size },
    },
    {
      name: "generate, peak memory",
      measured: { value: medianOf(cold, ({ peakMegabytes }) => peakMegabytes), unit: "MB" },
      budget: { most: 700 * scale, of: "measured", note: size },
    },
    {
      name: "generate, nothing changed",
      measured: { value: medianOf(unchanged, ({ seconds }) => seconds), unit: "s" },
      comparedWith: { value: medianOf(cold, ({ seconds }) => seconds), unit: "s", what: "cold" },
      budget: { most: 0.25, of: "ratio" },
    },
    {
      name: "generate, second run",
      measured: { value: files.written + files.deleted, unit: "files", what: "written or deleted" },
      comparedWith: { value: files.kept, unit: "files", what: "kept" },
      budget: { most: 0, of: "measured" },
    },
  ];
}
