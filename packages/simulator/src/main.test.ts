import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

// The compiled program: what the demo starts.
const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));

function start(args: readonly string[]): {
  child: ChildProcess;
  out: () => string;
  err: () => string;
  exit: Promise<number | null>;
} {
  const child = spawn(process.execPath, [program, ...args], { stdio: "pipe" });
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, out: () => out, err: () => err, exit };
}

const firstLine = (child: ChildProcess) => new Promise((resolve) => child.stdout?.once("data", resolve));

test.each(["SIGTERM", "stdin"])("it prints one line with its url and stops on %s", async (way) => {
  const { child, out, exit } = start(["--client-secret", "s"]);
  await firstLine(child);
  const { url } = JSON.parse(out());
  expect((await fetch(`${url}/nothing`)).status).toBe(404);
  if (way === "stdin") child.stdin?.end();
  else child.kill("SIGTERM");
  expect(await exit).toBe(0);
  expect(out().trim().split("\n")).toHaveLength(1);
});

test("a wrong flag is one line on stderr and exit code 2", async () => {
  const { out, err, exit } = start(["--speed", "fast"]);
  expect(await exit).toBe(2);
  expect(out()).toBe("");
  expect(err()).toMatch(/^bandwidth-simulator: speed must be a number.*\n$/);
});

test("--help names every flag and the credentials, and starts nothing", async () => {
  const { out, exit } = start(["--help"]);
  expect(await exit).toBe(0);
  for (const text of [
    "--client-secret <text>",
    "simulator-secret",
    "simulator-password",
    "--faults <json>",
  ]) {
    expect(out()).toContain(text);
  }
});
