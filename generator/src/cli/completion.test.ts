import { execFileSync } from "node:child_process";
import { Command } from "commander";
import { expect, test } from "vitest";
import { commandsFor } from "./main.js";
import { openSession } from "./session.js";

const scriptFor = async (shell: string): Promise<{ readonly code: number; readonly text: string }> => {
  const program = new Command("jackfield");
  let text = "";
  let code = -1;
  const terminal = { isTerminal: false, out: (part: string) => (text += part), err: () => {} };
  const options = { json: false, quiet: true, color: false, strict: false };
  for (const declare of await commandsFor(["completion"]))
    declare(program, (command) => async () => {
      code = await command(openSession(options, terminal));
    });
  await program.parseAsync(["completion", shell], { from: "user" });
  return { code, text };
};

/** What bash offers after these words. */
const offered = (script: string, words: readonly string[]): readonly string[] => {
  const quoted = ["jackfield", ...words].map((word) => `'${word}'`).join(" ");
  const ask = `${script}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _jackfield; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", ask], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line !== "");
};

test("bash completes commands, and the flags of each", async () => {
  const { code, text } = await scriptFor("bash");
  expect(code).toBe(0);
  expect(offered(text, ["gen"])).toEqual(["generate"]);
  expect(offered(text, ["generate", "--fro"])).toEqual(["--frozen"]);
  expect(offered(text, ["patch", "new", "--ou"])).toEqual(["--out"]);
  expect(offered(text, ["lint", "--list"])).toEqual(["--list"]);
  // Files are for the shell itself.
  expect(offered(text, ["generate", "open"])).toEqual([]);
});

test("zsh takes the same, fish has a line for each flag; other shells are named in the answer", async () => {
  expect((await scriptFor("zsh")).text).toContain("bashcompinit");
  expect((await scriptFor("fish")).text).toMatch(
    /^complete -c jackfield -n '__fish_seen_subcommand_from generate' -l out -r -d 'folder of the package/m,
  );
  expect((await scriptFor("toString")).code).toBe(2);
});
