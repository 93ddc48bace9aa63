import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

type Surroundings = {
  readonly env?: NodeJS.ProcessEnv;
  /** Options of Node itself, such as a limit of memory. */
  readonly nodeOptions?: readonly string[];
};

/**
 * A process of Jackfield's program that runs one command line after another: what a person types, without a second of
 * start-up for each. `run` rejects when the process dies or takes longer than `within` ms; the next run begins a new one.
 */
export const openCommandLines = ({ env = process.env, nodeOptions = [] }: Surroundings = {}) => {
  let child: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const start = (): ChildProcess =>
    fork(fileURLToPath(new URL("command-lines.child.mjs", import.meta.url)), {
      env,
      execArgv: [...nodeOptions],
    });
  const end = (): void => {
    child?.kill("SIGKILL");
    child = undefined;
  };
  const runNow = (args: readonly string[], cwd: string, within: number): Promise<Ran> => {
    child ??= start();
    const running = child;
    return new Promise<Ran>((resolve, reject) => {
      const fail = (problem: string) => {
        end();
        reject(new Error(`${problem}: jackfield ${args.join(" ").slice(0, 200)}`));
      };
      const timer = setTimeout(() => fail(`no end after ${within} ms`), within);
      const died = (code: number | null) => fail(`the process died with ${code}`);
      running.once("exit", died);
      running.once("message", (ran: Ran) => {
        clearTimeout(timer);
        running.off("exit", died);
        resolve(ran);
      });
      running.send({ args, cwd });
    });
  };
  return {
    run(args: readonly string[], cwd: string, within = 80_000): Promise<Ran> {
      const ran = last.then(() => runNow(args, cwd, within));
      last = ran.catch(() => undefined);
      return ran;
    },
    end,
  };
};
