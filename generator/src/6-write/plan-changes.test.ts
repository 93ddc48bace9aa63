import { expect, test } from "vitest";
import { type Present, planChanges } from "./plan-changes.js";

const present =
  (disk: Readonly<Record<string, string>>) =>
  (path: string): Present => {
    const text = disk[path];
    if (text === "folder" || text === "other") return { kind: text };
    return text === undefined ? { kind: "absent" } : { kind: "file", text };
  };

const file = (path: string, text = "new") => ({ path, text });
const none = { create: [], update: [], keep: [], remove: [], foreign: [], edited: [] };

type Case = {
  readonly wanted: readonly ReturnType<typeof file>[];
  readonly disk: Readonly<Record<string, string>>;
  readonly made?: readonly string[];
  readonly replace?: boolean;
};

test.each<[string, Case, object]>([
  ["a new file is created", { wanted: [file("a")], disk: {} }, { create: [file("a")] }],
  [
    "a changed file of ours is replaced",
    { wanted: [file("a")], disk: { a: "old" }, made: ["a"] },
    { update: [file("a")] },
  ],
  ["an unchanged file is kept", { wanted: [file("a")], disk: { a: "new" }, made: ["a"] }, { keep: ["a"] }],
  [
    "a foreign file with the wanted text is kept",
    { wanted: [file("a")], disk: { a: "new" } },
    { keep: ["a"] },
  ],
  ["a foreign file stands in the way", { wanted: [file("a")], disk: { a: "mine" } }, { foreign: ["a"] }],
  [
    "in a folder of build results it does not",
    { wanted: [file("a")], disk: { a: "b" }, replace: true },
    { update: [file("a")] },
  ],
  [
    "a file of ours no longer wanted goes",
    { wanted: [], disk: { b: "x", a: "x" }, made: ["b", "a"] },
    { remove: ["a", "b"] },
  ],
  [
    "a file of ours that somebody changed is not replaced",
    { wanted: [file("a")], disk: { a: "edited" }, made: ["a"] },
    { edited: ["a"] },
  ],
  [
    "nor deleted",
    { wanted: [], disk: { a: "edited", b: "x" }, made: ["a", "b"] },
    { edited: ["a"], remove: ["b"] },
  ],
  [
    "a pipe stands in the way, always",
    { wanted: [file("a")], disk: { a: "other" }, made: ["a"], replace: true },
    { foreign: ["a"] },
  ],
  ["a foreign file never goes", { wanted: [], disk: { a: "mine" }, replace: true }, {}],
  [
    "a folder stands in the way, always",
    { wanted: [file("a")], disk: { a: "folder" }, replace: true },
    { foreign: ["a"] },
  ],
  ["a folder in the place of one of ours stays", { wanted: [], disk: { a: "folder" }, made: ["a"] }, {}],
  ["one of ours that is gone already needs nothing", { wanted: [], disk: {}, made: ["a"] }, {}],
])("%s", (_, { wanted, disk, made = [], replace = false }, want) => {
  const isOurs = (path: string, text: string) => made.includes(path) && text !== "edited";
  const earlier = { made, isOurs, replaceForeign: replace };
  expect(planChanges(wanted, present(disk), earlier)).toEqual({ ...none, ...want });
});
