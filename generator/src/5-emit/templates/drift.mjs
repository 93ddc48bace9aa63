// Proposes what changed upstream as a pull request: one branch and one pull request per change, never twice.
//
//   node drift.mjs [--config <file>] [-- <command that runs jackfield>]
//
// It needs git with a remote called origin, and gh. A night without a change ends without a trace.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const argv = process.argv.slice(2);
const end = argv.indexOf("--");
const given = end < 0 ? argv : argv.slice(0, end);
const program = end < 0 ? ["npx", "--no-install", "jackfield"] : argv.slice(end + 1);
const config = given[0] === "--config" ? given[1] : undefined;
const folder = config === undefined ? "." : dirname(config);
/** Of the new findings, so many get a patch; the rest is in the text. */
const mostPatches = 10;
/** GitHub takes 65,536 characters; the comparison has at most 60,000. */
const longest = { body: 65_000, part: 1_000 };

/** What a reader should know, without a stack. */
class Problem extends Error {}

const git = (...args) => execFileSync("git", args, { encoding: "utf8" }).trim();
const gh = (...args) => execFileSync("gh", args, { encoding: "utf8" }).trim();

/** Specs of others are read without the token that may write to the repository. */
const { GH_TOKEN: _token, GITHUB_TOKEN: _other, ...plain } = process.env;

const jackfield = (...words) => {
  const [command = "", ...first] = program;
  const args = [...first, ...words, ...(config === undefined ? [] : ["--config", config])];
  const ran = spawnSync(command, args, { encoding: "utf8", env: plain, maxBuffer: 1 << 28 });
  if (ran.error) throw new Problem(`${command} cannot be run: ${ran.error.message}`);
  return { code: ran.status ?? 1, out: ran.stdout, err: ran.stderr };
};

const jsonOf = ({ out, err }) => {
  try {
    return JSON.parse(out);
  } catch {
    throw new Problem(err.trim().split("\n")[0] || "jackfield printed nothing");
  }
};

/** Text of others in Markdown: nothing in it is markup, a mention or a link. */
const quoted = (text) => {
  const whole = text.trim();
  const shown = whole.length > longest.part ? `${whole.slice(0, longest.part)} …` : whole;
  return shown
    .split(/\r\n|[\r\n]/)
    .map((line) => `    ${line}`)
    .join("\n");
};

/** Tools by name, as the lock has them; none where there is no lock yet. */
const toolsIn = (text) => new Map((text === "" ? [] : JSON.parse(text).tools).map((tool) => [tool.name, tool]));

const lockAt = (revision) => {
  const shown = spawnSync("git", ["show", `${revision}:./${join(folder, "surface.json")}`], { encoding: "utf8" });
  return shown.status === 0 ? shown.stdout : "";
};

const lockNow = () => {
  try {
    return readFileSync(join(folder, "surface.json"), "utf8");
  } catch {
    return "";
  }
};

const isRepair = (code) => /^[\w-]+\/[\w-]+$/.test(code);

/**
 * Findings of tools that are new or changed, which the lock did not have before: those in the operation itself, and
 * repairs of what it refers to.
 */
const newFindings = (before, after, diagnostics) => {
  const changed = [...after.values()].filter(
    (tool) => JSON.stringify(tool) !== JSON.stringify(before.get(tool.name)),
  );
  const known = (tool) => new Set(before.get(tool.name)?.patches);
  const gained = new Set(changed.flatMap((tool) => tool.patches.filter((code) => isRepair(code) && !known(tool).has(code))));
  const places = changed.map((tool) => ({ pointer: tool.source.slice(tool.source.indexOf("#") + 1), tool }));
  const candidates = diagnostics.filter(({ code, severity, pointer }) => {
    if (!pointer) return false;
    const place = places.find((one) => isIn(pointer, one.pointer));
    if (place !== undefined) return (severity !== "info" || isRepair(code)) && !known(place.tool).has(code);
    return !pointer.startsWith("/paths/") && gained.has(code);
  });
  // The second opinion on a document says of the same fault what follows from it, above and below.
  const own = candidates.filter(({ code }) => code !== "model/invalid");
  const others = candidates.filter(
    (one) =>
      one.code === "model/invalid" &&
      !own.some(({ pointer }) => isIn(pointer, one.pointer) || isIn(one.pointer, pointer)),
  );
  const byPlace = new Map([...others, ...own].map((one) => [one.pointer, one]));
  return [...byPlace.values()];
};

const isIn = (pointer, place) => pointer === place || pointer.startsWith(`${place}/`);

/** An overlay for each, to review; what cannot be patched is in the text alone. */
const writePatches = (findings) =>
  findings.slice(0, mostPatches).flatMap(({ code, pointer }) => {
    const { file } = jsonOf(jackfield("patch", "new", code, pointer, "--json"));
    return file === undefined ? [] : [file];
  });

const bodyOf = ({ sources, failed, comparison, trouble, findings, patches }) => {
  const names = sources.map(({ name, from, state, before = "", sha256 = "" }) =>
    `${name}  ${state}  ${before.slice(0, 12)}${before && " → "}${sha256.slice(0, 12)}  ${from}`,
  );
  const parts = [
    "`jackfield pull` found another document where this server has its source:",
    quoted(names.join("\n")),
    ...(failed.length === 0 ? [] : ["These could not be read, and stay as they were:", quoted(failed.join("\n"))]),
    ...(trouble === "" ? [] : ["Somebody has to look at this before it can be merged:", quoted(trouble)]),
    ...(findings.length === 0
      ? []
      : [
          "## New findings",
          quoted(findings.map(({ code, pointer, message }) => `${code} ${pointer}\n  ${message}`).join("\n")),
        ]),
    ...(patches.length === 0
      ? []
      : [
          "Each of these patches makes the repair explicit, or is to be filled in. Review it, then list it under `overlays` of its spec in the config, or delete the file; `jackfield check` asks for one of the two.",
          quoted(patches.join("\n")),
        ]),
    comparison,
  ];
  return parts.join("\n\n").slice(0, longest.body);
};

/** The commit, its branch and the pull request. */
const propose = (branch, base, { title, body }) => {
  const place = mkdtempSync(join(tmpdir(), "drift-"));
  try {
    writeFileSync(join(place, "body.md"), body);
    git("checkout", "--quiet", "-B", branch);
    git("add", "--all");
    const mail = "41898282+github-actions[bot]@users.noreply.github.com";
    const author = ["-c", "user.name=github-actions[bot]", "-c", `user.email=${mail}`];
    git(...author, "commit", "--quiet", "--message", title);
    git("push", "--quiet", "--force", "origin", branch);
    return gh("pr", "create", "--base", base, "--head", branch, "--title", title, "--body-file", join(place, "body.md"));
  } finally {
    rmSync(place, { recursive: true });
  }
};

const run = () => {
  if (git("status", "--porcelain") !== "") throw new Problem("the working tree has changes: commit them first");
  const base = git("rev-parse", "--abbrev-ref", "HEAD");
  const restore = () => {
    git("reset", "--quiet", "--hard");
    git("clean", "--quiet", "--force", "-d");
    git("checkout", "--quiet", base);
  };
  try {
    const pulled = jsonOf(jackfield("pull", "--json"));
    const messages = pulled.diagnostics.filter(({ severity }) => severity !== "info").map(({ message }) => message);
    const sources = (pulled.sources ?? []).filter(({ state }) => state === "new" || state === "changed");
    if (sources.length === 0) {
      if (messages.length > 0) throw new Problem(messages.join(" "));
      return "Nothing changed upstream.";
    }
    const change = sources.map(({ name, sha256 }) => `${name} ${sha256}`).join("\n");
    const branch = `jackfield/upstream-${createHash("sha256").update(change).digest("hex").slice(0, 12)}`;
    const [known] = JSON.parse(gh("pr", "list", "--head", branch, "--state", "all", "--json", "url"));
    if (known !== undefined) return `Proposed before: ${known.url}`;

    const compared = jackfield("diff", "--markdown");
    const before = toolsIn(lockAt("HEAD"));
    const generated = jackfield("generate", "--quiet");
    const checked = generated.code === 0 ? jackfield("check", "--quiet") : { code: 0, err: "" };
    const findings = generated.code === 0 ? newFindings(before, toolsIn(lockNow()), jsonOf(jackfield("inspect", "--json")).diagnostics) : [];
    const trouble = [generated, checked].flatMap(({ code, err }) => (code === 0 ? [] : [err])).join("\n");
    const body = bodyOf({
      sources,
      failed: messages,
      comparison: compared.code === 0 ? compared.out : "",
      trouble,
      findings,
      patches: writePatches(findings),
    });
    const title = `Upstream changed: ${sources.map(({ name }) => name).join(", ")}`.slice(0, 200);
    return `Proposed: ${propose(branch, base, { title, body })}`;
  } finally {
    restore();
  }
};

try {
  console.log(run());
} catch (error) {
  // What git and gh said is on standard error already.
  console.error(`drift: ${error.message.split("\n")[0]}`);
  process.exitCode = 1;
}
