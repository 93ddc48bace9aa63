import { build } from "../build/index.js";
import type { Session } from "./session.js";

/** `jackfield build`: a generated folder as a bundle that plain `node` runs anywhere. */
export const runBuild = async (folder: string, session: Session): Promise<number> => {
  session.progress("bundle");
  const built = await build(folder, session.report);
  if (!built) return session.finish({ summary: { ok: false } });
  return session.finish({
    summary: { ok: true, ...built },
    line: `Built ${built.entry}: ${built.tools} tools. Run it with: node ${built.entry} --help`,
  });
};
