// Schemas that all reach each other: every operation refers to one of 600, and each of those to many others.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { alternate, medianOf } from "./support/measure.mjs";
import { jackfield } from "./support/paths.mjs";
import { residentMegabytes } from "./support/processes.mjs";
import { startServer } from "./support/stdio-driver.mjs";

const size = 600;
const references = 10;

/** @param {import("./support/context.mjs").Context} context */
export async function dense({ folder, heavyRuns, note }) {
  const served = (count) => {
    const file = join(folder, `dense-${count}.json`);
    writeFileSync(file, JSON.stringify(denseSpec(count)));
    return async () => {
      note(`${count} operations and schemas`);
      const server = startServer([jackfield, "serve", file, "--no-auth", "--mode", "all"]);
      await server.open();
      const { at } = await server.ask("tools/list");
      const megabytes = residentMegabytes(server.pid);
      await server.close();
      return { seconds: at / 1_000, megabytes };
    };
  };
  const results = await alternate({ half: served(size / 2), whole: served(size) }, heavyRuns);
  const figure = (side, key, unit, what) => ({
    value: medianOf(results[side], (one) => one[key]),
    unit,
    what,
  });
  const name = `${size} operations, ${size} schemas`;
  return [
    {
      name: "serve dense schemas, to tools/list",
      measured: figure("whole", "seconds", "s", name),
      budget: { most: 5, of: "measured" },
    },
    {
      name: "serve dense schemas, memory",
      measured: figure("whole", "megabytes", "MB", name),
      comparedWith: figure("half", "megabytes", "MB", "half as many of both"),
      budget: { most: 2, of: "ratio" },
    },
  ];
}

function denseSpec(count) {
  const ref = (index) => ({ $ref: `#/components/schemas/S${index % count}` });
  const numbers = Array.from({ length: count }, (_, index) => index);
  const fields = (index) =>
    Object.fromEntries(
      Array.from({ length: references }, (_, at) => [`f${at}`, ref(index * 7 + at * at * 13 + 1)]),
    );
  const operation = (index) => ({
    operationId: `make${index}`,
    requestBody: { required: true, content: { "application/json": { schema: ref(index) } } },
    responses: { 200: { description: "Made.", content: { "application/json": { schema: ref(index + 1) } } } },
  });
  return {
    openapi: "3.0.3",
    info: { title: "Dense", version: "1" },
    servers: [{ url: "https://dense.example" }],
    paths: Object.fromEntries(numbers.map((index) => [`/s/${index}`, { post: operation(index) }])),
    components: {
      schemas: Object.fromEntries(
        numbers.map((index) => [
          `S${index}`,
          { type: "object", properties: { name: { type: "string" }, ...fields(index) } },
        ]),
      ),
    },
  };
}
