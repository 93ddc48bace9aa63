import { expect, it } from "vitest";
import { createHttpSessions } from "./http-sessions.js";
import { memorySessions } from "./session-store.js";

const open = (most: number, idle: number) => {
  let time = 0;
  const closed: string[] = [];
  const sessions = createHttpSessions<{ name: string; close(): Promise<void> }>({ most, idle }, () => time);
  return {
    sessions,
    closed,
    add: (name: string, owner = "ann") =>
      sessions.add(name, owner, { name, close: async () => void closed.push(name) }),
    wait: (milliseconds: number) => {
      time += milliseconds;
    },
  };
};

it("gives a session to its owner only; for others it does not exist", () => {
  const { sessions, add } = open(10, 1000);
  add("one");
  expect(sessions.find("one", "ann")?.name).toBe("one");
  expect(sessions.find("one", "bob")).toBeUndefined();
  expect(sessions.find("two", "ann")).toBeUndefined();
});

it("ends sessions that nobody used for the idle time", () => {
  const { sessions, add, wait, closed } = open(10, 1000);
  add("one");
  add("two");
  wait(900);
  sessions.find("one", "ann");
  wait(200);
  expect(sessions.find("two", "ann")).toBeUndefined();
  expect(sessions.find("one", "ann")?.name).toBe("one");
  expect(closed).toEqual(["two"]);
});

it("ends a session of the owner who has the most, so that a flood ends nobody else's", async () => {
  const { sessions, add, closed } = open(4, 1000);
  add("one", "bob");
  for (const name of ["two", "three", "four", "five", "six"]) add(name);
  expect(closed).toEqual(["two", "three"]);
  expect(sessions.find("one", "bob")?.name).toBe("one");

  const stored = memorySessions({ most: 4, idle: 1000 });
  const of = (owner: string) => ({ owner, initialize: {} });
  await stored.put("one", of("bob"));
  for (const name of ["two", "three", "four", "five", "six"]) await stored.put(name, of("ann"));
  const kept = await Promise.all(["one", "two", "three", "four", "five", "six"].map(stored.find));
  expect(kept.map((one) => one?.owner)).toEqual(["bob", undefined, undefined, "ann", "ann", "ann"]);
});

it("ends the one that was idle for longest when there are too many", async () => {
  const { sessions, add, closed } = open(2, 1000);
  add("one");
  add("two");
  sessions.find("one", "ann");
  add("three");
  expect(closed).toEqual(["two"]);
  expect(sessions.size()).toBe(2);
  await sessions.closeAll();
  expect(closed).toEqual(["two", "one", "three"]);
});
