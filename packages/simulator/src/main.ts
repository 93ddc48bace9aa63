import { fstatSync } from "node:fs";
import { CommandLineError, helpText, readCommandLine } from "./cli-options.js";
import { startSimulator } from "./simulator.js";

/** Starts a simulator as a process of its own: one line of JSON on stdout when it answers, gone with SIGTERM or its parent. */
async function main(): Promise<void> {
  const { options, transcript, help } = readCommandLine(process.argv.slice(2), process.env);
  if (help) return void process.stdout.write(helpText());
  const onTranscript = (line: unknown) => void process.stderr.write(`${JSON.stringify(line)}\n`);
  const simulator = await startSimulator(transcript ? { ...options, onTranscript } : options);
  process.stdout.write(`${JSON.stringify({ url: simulator.url })}\n`);
  await end();
  await simulator.close();
}

/** A signal, or the end of stdin where stdin is a pipe to a parent. */
function end(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
    if (!isPipe(0)) return;
    process.stdin.once("end", () => resolve());
    process.stdin.resume();
  });
}

function isPipe(descriptor: number): boolean {
  try {
    const about = fstatSync(descriptor);
    return about.isFIFO() || about.isSocket();
  } catch {
    return false;
  }
}

try {
  await main();
  process.exit(0);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`bandwidth-simulator: ${message.split("\n", 1)[0]}\n`);
  process.exit(error instanceof CommandLineError ? 2 : 1);
}
