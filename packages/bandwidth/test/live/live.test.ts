import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { conversations } from "./conversations.js";

const folder = mkdtempSync(join(tmpdir(), "bandwidth-live-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("on standard input and output, events in memory", () =>
  conversations({ transport: "stdio", events: "memory", instances: 1 }));

describe("over HTTP, events in a file", () =>
  conversations({ transport: "http", events: `sqlite:${join(folder, "events.db")}`, instances: 1 }));
