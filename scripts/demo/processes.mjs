// Child processes of the demo, and the certainty that none outlives it.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A path below the repository, absolute. */
export const pathOf = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/**
 * Starts the simulator. Its transcript comes line by line; its URL is known as soon as it listens.
 * @param {{ args: string[], onTranscript: (line: { kind: string, text: string, callId: string }) => void }} options
 */
export async function startSimulator({ args, onTranscript }) {
  const child = spawn(process.execPath, [pathOf("packages/simulator/dist/main.js"), ...args], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  createInterface({ input: child.stderr }).on("line", (line) => {
    if (line.startsWith("{")) onTranscript(JSON.parse(line));
    else process.stderr.write(`${line}\n`);
  });
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(JSON.parse(line).url));
    ended.then((code) => reject(new Error(`the simulator ended with code ${code} before it listened`)));
  });
  return {
    url,
    pid: child.pid,
    /** Ends when its standard input does. */
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

/** Whether a process still lives. */
export const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
