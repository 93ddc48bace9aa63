import { expect, test } from "vitest";
import type { Surface, SurfaceProfile, SurfaceTool } from "../surface/index.js";
import { compareSurfaces, sentence } from "./index.js";

const tool = (name: string): SurfaceTool => ({
  ...{ name, api: "t", method: "GET", path: `/${name}`, description: name, source: "", tokens: 1 },
  ...{ required: [], hints: [], security: [], patches: [], arguments: [], schema: "", input: "" },
});

const surface = (
  names: readonly string[],
  profiles: readonly SurfaceProfile[],
  server: Surface["server"] = { title: "T" },
): Surface => ({
  version: 3,
  totals: { tools: names.length, tokens: names.length },
  server,
  profiles,
  apis: [],
  tools: names.map(tool),
});

const changesOf = (before: Surface, after: Surface): readonly string[] =>
  compareSurfaces(before, after).changes.map((change) => `${change.breaking ? "! " : ""}${sentence(change)}`);

const profile = (name: string, ...tools: readonly string[]): SurfaceProfile => ({ name, mode: "all", tools });

test("a tool that leaves a profile breaks its clients, one that joins does not", () => {
  const before = surface(["a", "b"], [profile("default", "a")]);
  const after = surface(["a", "b"], [profile("default", "b")]);
  expect(changesOf(before, after)).toEqual([
    "! a: left the profile default",
    "b: joined the profile default",
  ]);
});

test("a tool that comes or goes altogether is one change, and so is one with another name", () => {
  const before = surface(["a", "b"], [{ name: "default", mode: "all" }]);
  expect(changesOf(before, surface(["b", "c"], [{ name: "default", mode: "all" }]))).toEqual([
    "! a: was removed",
    "c: is new",
  ]);
  const renamed = { ...before, tools: [{ ...tool("a"), name: "z" }, tool("b")] };
  expect(changesOf(before, renamed)).toEqual(["! z: was called a"]);
});

test("profiles that come or go, and what auto mode makes of one", () => {
  const before = surface(["a"], [profile("default", "a"), profile("old", "a")]);
  const after = surface(["a"], [{ ...profile("default", "a"), mode: "search" }, profile("new", "a")]);
  expect(changesOf(before, after)).toEqual([
    "! the server lost its profile old",
    "! the server offers search tools in place of the tools of profile default",
    "the server gained the profile new",
  ]);
});

test("title and instructions", () => {
  const before = surface([], []);
  const after = surface([], [], { title: "U", instructions: "Be brief." });
  expect(changesOf(before, after)).toEqual([
    "the server gives other instructions",
    'the server is called "U", not "T"',
  ]);
});
