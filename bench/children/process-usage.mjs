// Loaded with `node --import` before a program: tells on descriptor 3, as JSON, what the process took in all.
import { readFileSync, writeSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

/** Linux's own mark; `maxRSS` there also counts the parent, whose pages the process shares until it begins. */
const highWater = () => {
  try {
    return /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  } catch {
    return undefined;
  }
};

// Threads of the program load this file too; the process is told once.
if (isMainThread)
  process.once("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const peakKilobytes = Number(highWater() ?? maxRSS);
    writeSync(3, JSON.stringify({ peakKilobytes, processorSeconds: (userCPUTime + systemCPUTime) / 1e6 }));
  });
