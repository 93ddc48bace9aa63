// Packages that only a bench needs, in a folder of its own.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Runs a program to its end; rejects with the end of what it complained about.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<void>}
 */
export const runIn = (program, args, cwd) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        said = `${said}${chunk}`.slice(-500);
      });
    child.once("error", reject).once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args[0]} ended with ${code}: ${said}`));
    });
  });

const npmInstall = ["install", "--no-audit", "--no-fund", "--ignore-scripts"];

/**
 * Installs packages into a new folder, or what a folder's own manifest asks for.
 * @param {string} folder
 * @param {readonly string[]} [packages]
 * @returns {Promise<string>} Its `node_modules`.
 */
export async function install(folder, packages = []) {
  if (packages.length > 0) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  }
  await runIn("npm", [...npmInstall, ...packages], folder);
  return join(folder, "node_modules");
}
