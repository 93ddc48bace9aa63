import type { HttpRequest } from "@jackfield/contract";
import { expect, test } from "vitest";
import { samplePlan } from "../../test/sample-plan.js";
import { searchIndex } from "./search-index.js";
import type { PlannedHttpTool } from "./types.js";

const [sample] = samplePlan().tools;

const parametersOf = (properties: object): HttpRequest["parameters"] => ({
  ...Object.fromEntries(Object.keys(properties).map((key) => [key, { in: "query" as const }])),
  id: { in: "path" },
});

type Facts = {
  readonly name: string;
  readonly title?: string;
  readonly path?: string;
  readonly tags?: readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly replyFields?: readonly string[];
};

const planned = ({
  name,
  title,
  path = "/x",
  tags = [],
  description = "",
  properties = {},
  replyFields = [],
}: Facts): PlannedHttpTool => {
  if (sample === undefined) throw new Error("the sample has a tool");
  const { face, record } = sample;
  return {
    ...sample,
    replyFields,
    face: {
      ...face,
      name,
      input: { ...face.input, properties } as typeof face.input, // any object schema will do
      request: { ...face.request, method: "GET", path, parameters: parametersOf(properties) },
    },
    record: { ...record, name, title: title ?? "", description, tags },
  };
};

const weightsOf = (facts: Facts): Readonly<Record<string, number | undefined>> =>
  Object.fromEntries(searchIndex([planned(facts)]).words.map(([word, , weight]) => [word, weight]));

test("words count by where they stand, once a place", () => {
  expect(weightsOf({ name: "listOpenPets" })).toEqual({ list: 4, open: 4, pets: 4, x: 2 });
  expect(weightsOf({ name: "a1", title: "Pets of pets" })).toEqual({ a1: 4, pets: 4, x: 2 });
  expect(weightsOf({ name: "n", path: "/users/{userId}/pet-toys", tags: ["Zoo"] })).toEqual({
    n: 4,
    users: 2,
    pet: 2,
    toys: 2,
    zoo: 2,
  });
  expect(weightsOf({ name: "get", description: `Get the pet. ${"z ".repeat(300)}late` })).toEqual({
    get: 5,
    pet: 1,
    x: 2,
    z: 1,
  });
});

test("fields of the reply count half: they say what an operation knows", () => {
  expect(weightsOf({ name: "getCredits", replyFields: ["cast", "crewMember"] })).toEqual({
    ...{ get: 4, credits: 4, x: 2 },
    ...{ cast: 0.5, crew: 0.5, member: 0.5 },
  });
});

test("arguments count with their values, except those of the path", () => {
  const state = { enum: ["open", "closed", 5] };
  expect(weightsOf({ name: "n", properties: { state, id: {}, dueDate: {} } })).toEqual({
    n: 4,
    x: 2,
    state: 1,
    open: 1,
    closed: 1,
    due: 1,
    date: 1,
  });
});

test("arguments that no API receives do not count", () => {
  const one = planned({ name: "n", properties: { _fields: {}, due: {} } });
  const request = { ...one.face.request, parameters: { due: { in: "query" as const } } };
  const { words } = searchIndex([{ ...one, face: { ...one.face, request } }]);
  expect(words.map(([word]) => word)).toEqual(["due", "n", "x"]);
});

test("words of any script, none too long", () => {
  expect(weightsOf({ name: "n", title: `Größe 数据 ${"w".repeat(33)}` })).toEqual({
    n: 4,
    x: 2,
    größe: 4,
    数据: 4,
  });
});

test("the tools of a word follow as gaps; words are sorted", () => {
  const index = searchIndex(["b", "a", "b_a"].map((name) => planned({ name: `${name}_z`, path: "/" })));
  expect(index.tools).toEqual([
    ["b_z", "GET /"],
    ["a_z", "GET /"],
    ["b_a_z", "GET /"],
  ]);
  expect(index.words).toEqual([
    ["b", 0, 4, 2, 4],
    ["z", 0, 4, 1, 4, 1, 4],
  ]);
});

test("in a large server, words that stand nearly everywhere are left out", () => {
  const many = Array.from({ length: 30 }, (_, n) => planned({ name: `pet_n${n}`, path: "/" }));
  const words = searchIndex(many).words.map(([word]) => word);
  expect(words).toContain("n7");
  expect(words).not.toContain("pet");
  expect(searchIndex(many.slice(0, 20)).words.map(([word]) => word)).toContain("pet");
});

test("names of object properties are words like others", () => {
  const names = ["constructor", "toString", "hasOwnProperty"];
  expect(weightsOf({ name: "n", title: names.join(" ") })).toMatchObject({
    constructor: 4,
    string: 4,
    own: 4,
  });
});
