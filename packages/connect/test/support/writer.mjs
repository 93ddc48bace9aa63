// Writes one state file again and again until it is killed. Each content can be checked by itself.
import { openState } from "../../dist/state/folder.js";

const [home, from] = process.argv.slice(2);
const quiet = () => {};
const state = openState(home, { error: quiet, warn: quiet, info: quiet, debug: quiet, hide: quiet });
process.stdout.write("ready\n");
for (let n = Number(from); ; n += 1) {
  state.write("auth/token.json", { n, text: "x".repeat((n * 7_919) % 20_000), end: n });
  process.stdout.write(`${n}\n`);
}
