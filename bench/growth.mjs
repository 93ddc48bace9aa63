// Does the time of `jackfield generate` grow with the document, or faster? Synthetic documents of three sizes.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { alternate, medianOf } from "./support/measure.mjs";
import { jackfield } from "./support/paths.mjs";
import { runNode } from "./support/processes.mjs";

const sizes = [100, 1_000, 5_000];

/** @param {import("./support/context.mjs").Context} context */
export async function growth({ synthetic, folder, heavyRuns, note }) {
  const out = join(folder, "growth");
  const run = (size) => async () => {
    note(`${size} operations`);
    const spec = synthetic(size);
    const result = await runNode([jackfield, "--quiet", "generate", "--spec", spec, "--out", out]);
    rmSync(out, { recursive: true });
    return result;
  };
  const results = await alternate(Object.fromEntries(sizes.map((size) => [size, run(size)])), heavyRuns);
  const [few, some, many] = sizes.map((size) => ({
    size,
    seconds: medianOf(results[size], ({ seconds }) => seconds),
    milliseconds: medianOf(results[size], ({ processorSeconds }) => processorSeconds * 1_000),
    kilobytes: medianOf(results[size], ({ peakMegabytes }) => peakMegabytes * 1_024),
  }));

  // The start is the same for all sizes, so only what further operations add tells how the work grows. The runs are long
  // and far apart: on a busy machine, processor time compares better than the clock.
  const added = (from, to, figure) => (to[figure] - from[figure]) / (to.size - from.size);
  const name = ({ size }) => `${size.toLocaleString("en-US")} operations`;
  const between = (from, to) => `from ${from.size.toLocaleString("en-US")} to ${name(to)}`;
  const compared = (figure, unit) => ({
    measured: { value: added(some, many, figure), unit, what: between(some, many) },
    comparedWith: { value: added(few, some, figure), unit, what: between(few, some) },
  });
  return [
    ...[few, some, many].map((one) => ({
      name: `growth, ${name(one)}`,
      measured: {
        value: one.seconds,
        unit: "s",
        what: `${((one.seconds * 1_000) / one.size).toFixed(1)} ms and ${(one.kilobytes / one.size).toFixed(0)} KB each`,
      },
    })),
    {
      name: "growth, processor time of one more",
      ...compared("milliseconds", "ms"),
      budget: { most: 1.5, of: "ratio" },
    },
    { name: "growth, memory of one more", ...compared("kilobytes", "KB") },
  ];
}
