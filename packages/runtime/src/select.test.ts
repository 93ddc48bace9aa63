import type { App, CatalogRecord, Environment } from "@jackfield/contract";
import { expect, it } from "vitest";
import { type SelectionRequest, selectTools } from "./select.js";

const record = (name: string, ...tags: string[]): CatalogRecord => ({
  name,
  description: name,
  inputSchema: { type: "object" },
  annotations: {
    readOnlyHint: name.startsWith("list"),
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: true,
  },
  tags,
});

let reads = 0;
const app: App = {
  definition: {
    name: "x",
    title: "X",
    version: "1",
    prefix: "X",
    apis: {},
    profiles: { default: ["createCall", "sendMessage"], calls: ["createCall", "listCalls"] },
  },
  async catalog() {
    reads += 1;
    return [
      record("createCall", "voice"),
      record("listCalls", "voice"),
      record("sendMessage", "messaging"),
      record("zed"),
    ];
  },
  load: () => Promise.reject(new Error("not loaded")),
};

const select = async (request: Omit<SelectionRequest, "environment">, environment: Environment = {}) => {
  const selection = await selectTools(app, { ...request, environment });
  if (!selection.ok) return selection.problem;
  return (await selection.app.catalog()).map(({ name }) => name).join(" ");
};

it.each<[string, Omit<SelectionRequest, "environment">, Environment, string]>([
  ["the default profile", {}, {}, "createCall sendMessage"],
  ["everything", { profiles: ["full"] }, {}, "createCall listCalls sendMessage zed"],
  ["profiles together", { profiles: ["calls", "default"] }, {}, "createCall listCalls sendMessage"],
  ["tools before everything", { tools: ["zed"], profiles: ["calls"] }, { X_TOOLS: "listCalls" }, "zed"],
  [
    "then the tools variable",
    { profiles: ["calls"] },
    { X_TOOLS: " zed , listCalls ", X_PROFILE: "full" },
    "listCalls zed",
  ],
  ["then the profile", { profiles: ["calls"] }, { X_PROFILE: "full" }, "createCall listCalls"],
  ["then the profile variable", {}, { X_PROFILE: "calls" }, "createCall listCalls"],
  ["empty variables count as unset", {}, { X_PROFILE: "", X_TOOLS: " , " }, "createCall sendMessage"],
  ["exclusions win", { tools: ["zed", "createCall"], excludeTools: ["zed"] }, {}, "createCall"],
  [
    "exclusions of the variable",
    { profiles: ["full"] },
    { X_EXCLUDE_TOOLS: "zed,createCall" },
    "listCalls sendMessage",
  ],
  ["tags over every tool", { tags: ["voice"] }, {}, "createCall listCalls"],
  ["tags narrow a profile", { tags: ["voice"], profiles: ["default"] }, {}, "createCall"],
  ["only what changes nothing", { profiles: ["full"], readOnly: true }, {}, "listCalls"],
  ["of a profile, too", { profiles: ["calls"] }, { X_READ_ONLY: "true" }, "listCalls"],
  ["a variable that says no", { profiles: ["calls"] }, { X_READ_ONLY: "0" }, "createCall listCalls"],
  [
    "a switch that is misspelt",
    {},
    { X_READ_ONLY: "ture" },
    'X_READ_ONLY must be true or false, got "ture".',
  ],
  ["an unknown tool", { tools: ["createcal"] }, {}, 'Unknown tool "createcal" (did you mean "createCall"?).'],
  ["an unknown exclusion", { excludeTools: ["nothing-like-it"] }, {}, 'Unknown tool "nothing-like-it".'],
  ["an unknown profile", {}, { X_PROFILE: "callz" }, 'Unknown profile "callz" (did you mean "calls"?).'],
  [
    "a profile named like a property of objects",
    { profiles: ["constructor"] },
    {},
    'Unknown profile "constructor".',
  ],
  ["an unknown tag", { tags: ["voise"] }, {}, 'Unknown tag "voise" (did you mean "voice"?).'],
])("%s", async (_, request, environment, want) => {
  expect(await select(request, environment)).toBe(want);
});

it("does not read the catalog at start when there is nothing to check", async () => {
  reads = 0;
  await selectTools(app, { profiles: ["calls"], environment: {} });
  expect(reads).toBe(0);
});

it("serves every tool where no profile is defined", async () => {
  const { profiles: _, ...definition } = app.definition;
  const selection = await selectTools({ ...app, definition }, { environment: {} });
  expect(selection.ok && (await selection.app.catalog()).length).toBe(4);
});

it.each([
  [["Users", "Groups"], "a"],
  [["Pets", "Users", "Groups"], "a b"],
  [["Users"], "c"],
])("tags %j: a tag may hold commas", async (tags, wanted) => {
  const records = [record("a", "Users, Groups"), record("b", "Pets"), record("c", "Users")];
  const other = { ...app, catalog: async () => records };
  const selected = await selectTools(other, { tags, environment: {} });
  if (!selected.ok) throw new Error(selected.problem);
  expect((await selected.app.catalog()).map(({ name }) => name).join(" ")).toBe(wanted);
});
