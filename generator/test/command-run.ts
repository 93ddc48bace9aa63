import { type GlobalOptions, openSession, type Session } from "../src/cli/session.js";

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

/** Runs a command in this process and keeps what it prints. */
export const ran = async (
  command: (session: Session) => Promise<number>,
  options: Partial<GlobalOptions> = {},
): Promise<Ran> => {
  const said = { out: "", err: "" };
  const session = openSession(
    { json: false, quiet: false, color: false, strict: false, ...options },
    {
      isTerminal: false,
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
    },
  );
  return { code: await command(session), ...said };
};
