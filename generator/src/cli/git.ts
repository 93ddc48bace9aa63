import { execFile } from "node:child_process";

type GitAnswer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: string };

/** A lock of thousands of tools is a few megabytes. */
const mostBytes = 256 * 1024 * 1024;

/** Asks git about the repository around a folder. No shell is between; nothing is changed. */
const git = (folder: string, args: readonly string[]): Promise<GitAnswer> =>
  new Promise((resolve) => {
    const env = { ...process.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" };
    const options = { cwd: folder, env, maxBuffer: mostBytes, encoding: "utf8" as const };
    execFile("git", [...args], options, (failure, text, errorText) => {
      if (!failure) return resolve({ ok: true, text });
      const [line = ""] = (errorText || failure.message).trim().split("\n", 1);
      resolve({ ok: false, problem: line.replace(/^fatal: /, "").replace(/\.$/, "") });
    });
  });

/** The folder's place in its repository, with a slash at its end: `packages/x/`, or nothing. */
export const folderInRepository = async (folder: string): Promise<GitAnswer> => {
  const answer = await git(folder, ["rev-parse", "--show-prefix"]);
  return answer.ok ? { ok: true, text: answer.text.replace(/\r?\n$/, "") } : answer;
};

/** The commit that a name means. A name cannot be an option. */
export const commitOf = async (folder: string, name: string): Promise<string | undefined> => {
  if (name.startsWith("-")) return undefined;
  const answer = await git(folder, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${name}^{commit}`,
  ]);
  return answer.ok ? answer.text.trim() : undefined;
};

/** Paths of the files of a commit, from the top of the repository. */
export const filesOf = async (folder: string, commit: string): Promise<readonly string[]> => {
  const answer = await git(folder, ["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit]);
  return answer.ok ? answer.text.split("\0").filter((path) => path !== "") : [];
};

/** The text of a file in a commit; undefined when there is none. */
export const textOf = async (folder: string, commit: string, path: string): Promise<string | undefined> => {
  const answer = await git(folder, ["cat-file", "blob", `${commit}:${path}`]);
  return answer.ok ? answer.text : undefined;
};
