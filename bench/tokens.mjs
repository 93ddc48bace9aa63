// What the default profile of the Bandwidth server costs a model. A fact of the surface lock; nothing is timed.
import { existsSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { pathOf } from "./support/paths.mjs";

export async function tokens() {
  const surface = JSON.parse(readFileSync(pathOf("packages/bandwidth/surface.json"), "utf8"));
  // The lock names no profiles; the generated definition lists them tool by tool.
  const file = pathOf("packages/bandwidth/build/generated/definition.js");
  if (!existsSync(file)) throw new Error(`no ${file}; run: npx -y pnpm@12 run generate:frozen`);
  const { definition } = await import(pathToFileURL(file).href);
  const names = new Set(definition.profiles?.default ?? surface.tools.map(({ name }) => name));
  const chosen = surface.tools.filter(({ name }) => names.has(name));
  if (chosen.length < names.size) throw new Error("the surface lock lacks tools of the default profile");
  return [
    {
      name: "tokens of the Bandwidth default profile",
      measured: {
        value: chosen.reduce((sum, tool) => sum + tool.tokens, 0),
        unit: "tokens",
        what: `${chosen.length} tools`,
      },
      comparedWith: {
        value: surface.totals.tokens,
        unit: "tokens",
        what: `all ${surface.totals.tools} tools`,
      },
      budget: { most: 8_000, of: "measured" },
    },
  ];
}
