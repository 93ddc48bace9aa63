// A server of ours on HTTP with the two tools of the bench. Prints its port; ends with its standard input.
// Usage: node serve-http.mjs <URL of an API>
import { callApp } from "../support/call-app.mjs";
import { pathOf } from "../support/paths.mjs";

const { processIo, serve } = await import(pathOf("packages/host/dist/index.js"));
const [api = ""] = process.argv.slice(2);

const log = (line) => {
  const port = /"url":"http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
  if (port !== undefined) process.stdout.write(`${port}\n`);
};
const args = ["--transport", "http", "--port", "0", "--no-auth", "--base-url", api];
process.stdin.resume().once("end", () => process.exit());
await serve(callApp, args, { ...processIo(), log });
