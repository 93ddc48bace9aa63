import { expect, it } from "vitest";
import { createHttpSessions } from "./http-sessions.js";

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
