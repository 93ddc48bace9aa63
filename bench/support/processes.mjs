// Processes that are measured as a whole: their time, their memory, what they said.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { childProgram } from "./paths.mjs";

/**
 * Runs a Node program to its end.
 * @param {readonly string[]} args
 * @returns {Promise<{ seconds: number, processorSeconds: number, peakMegabytes: number, stdout: string }>}
 *   `seconds` pass on the clock; `processorSeconds` do not count what other programs took meanwhile.
 */
export async function runNode(args) {
  const begun = performance.now();
  const hook = pathToFileURL(childProgram("process-usage.mjs")).href;
  const child = spawn(process.execPath, ["--import", hook, ...args], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const [stdout, stderr, usage] = child.stdio.slice(1).map(textOf);
  // A server ends with its input; this one would go on, and fill a folder that is being removed.
  const kill = () => child.kill();
  process.once("exit", kill);
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  process.off("exit", kill);
  const seconds = (performance.now() - begun) / 1_000;
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${stderr().slice(-2_000)}`);
  const { processorSeconds, peakKilobytes } = JSON.parse(usage());
  return { seconds, processorSeconds, peakMegabytes: peakKilobytes / 1_024, stdout: stdout() };
}

/** Collects a stream; gives the way to its text so far. */
function textOf(stream) {
  const chunks = [];
  stream.on("data", (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

/**
 * Memory that a process holds right now, in MB.
 * @param {number} pid
 */
export function residentMegabytes(pid) {
  const kilobytes = residentOnLinux(pid) ?? spawnSync("ps", ["-o", "rss=", "-p", String(pid)]).stdout;
  const value = Number(String(kilobytes ?? "").trim());
  if (!(value > 0)) throw new Error("neither /proc nor ps tells the memory of a process here");
  return value / 1_024;
}

function residentOnLinux(pid) {
  try {
    return /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}

/**
 * Starts the loopback API in a process of its own, where it does not share the caller's event loop.
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export const startApi = () => startProgram([childProgram("loopback-api.mjs")]);

/**
 * Starts a server program that prints its port and ends with its input.
 * @param {readonly string[]} args
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startProgram(args) {
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const port = await new Promise((resolve, reject) => {
    child.stdout.once("data", (chunk) => resolve(String(chunk).trim()));
    ended.then((code) => reject(new Error(`${args[0]} ended with ${code}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
