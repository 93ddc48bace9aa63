import { build } from "../build/index.js";
import { defineCommand } from "./command.js";
import type { Session } from "./session.js";

/** `jackfield build`: a generated folder as a bundle that plain `node` runs anywhere. */
const runBuild = async (folder: string, session: Session): Promise<number> => {
  session.progress("bundle");
  const built = await build(folder, session.report);
  if (!built) return session.finish();
  return session.finish({
    summary: { ...built },
    line: `Built ${built.entry}: ${built.tools} tools. Run it with: node ${built.entry} --help`,
  });
};

export const buildCommand = defineCommand({
  usage: "build <folder>",
  summary: "Bundle a generated server into <folder>/dist, which runs with plain node and needs no install.",
  flags: {},
  help: `Examples:
  jackfield build my-server   then: node my-server/dist/server.js`,
  run: (_, [folder = ""], session) => runBuild(folder, session),
});
