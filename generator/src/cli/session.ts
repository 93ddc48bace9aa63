import type { Progress } from "../pipeline.js";
import {
  createReport,
  type Diagnostic,
  errorClassOf,
  type Report,
  renderText,
  toRecords,
} from "../report/index.js";

/** Exit codes of every command. */
export const exit = { fine: 0, findings: 1, usage: 2, input: 3, output: 4, bug: 70 } as const;

export type GlobalOptions = {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Commander's name for `--no-color`. */
  readonly color: boolean;
  readonly strict: boolean;
  readonly config?: string;
};

/** One run of a command: its report, its progress line, its end. stdout gets data only. */
export type Session = {
  readonly options: GlobalOptions;
  readonly report: Report;
  readonly progress: Progress;
  /** Prints the diagnostics or, with `--json`, one object: `ok`, the summary, the diagnostics. Gives the exit code. */
  finish(outcome?: Outcome): number;
};

type Outcome = {
  /** Operations left out; findings under `--strict`. */
  readonly skipped?: number;
  /** What to print and judge by, where that is not the whole report. */
  readonly diagnostics?: readonly Diagnostic[];
  /** Warnings that this command was asked to look for: printed even when quiet, and findings. */
  readonly findings?: readonly Diagnostic[];
  /** The command found what it looked for, apart from any diagnostic. */
  readonly failing?: boolean;
  /** What the one object of `--json` says, apart from `ok`, which says whether the exit code is 0. */
  readonly summary?: Readonly<Record<string, unknown>> & { readonly ok?: never };
  /** After a good end, standard output carries something else, such as MCP: the object goes to standard error. */
  readonly isStream?: boolean;
  /** The last line for people. */
  readonly line?: string;
  /** What a command was asked for, for people; `summary` is the same for programs. */
  readonly text?: string;
};

/** How the process looks from a command, so that tests can bring their own. */
type Terminal = {
  readonly isTerminal: boolean;
  out(text: string): void;
  err(text: string): void;
};

const processTerminal: Terminal = {
  isTerminal: process.stderr.isTTY === true,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

export const openSession = (options: GlobalOptions, terminal: Terminal = processTerminal): Session => {
  const report = createReport();
  const line = progressLine(terminal, options.quiet || options.json);
  return {
    options,
    report,
    progress: line.show,
    finish({ skipped = 0, diagnostics = report.diagnostics, findings = [], ...outcome } = {}) {
      const { failing = false, isStream = false, summary, line: last, text } = outcome;
      const strict = options.strict && (skipped > 0 || diagnostics.some(isStrict));
      const code = exitCode(diagnostics, strict || failing || findings.length > 0);
      line.clear();
      const { locate } = report;
      const shown = options.quiet
        ? diagnostics.filter((diagnostic) => diagnostic.severity === "error" || findings.includes(diagnostic))
        : diagnostics;
      if (options.json) {
        const records = toRecords(diagnostics, locate);
        const whole = `${JSON.stringify({ ok: code === exit.fine, ...summary, diagnostics: records })}\n`;
        if (isStream && code === exit.fine) terminal.err(whole);
        else terminal.out(whole);
      } else {
        const color = options.color && terminal.isTerminal && process.env.NO_COLOR === undefined;
        terminal.err(
          renderText(
            shown.filter(({ severity }) => severity !== "info"),
            { locate, color },
          ),
        );
        if (text !== undefined) terminal.out(text);
        if (last !== undefined && !options.quiet) terminal.err(`${last}\n`);
      }
      return code;
    },
  };
};

/** Warnings that `--strict` makes findings: what would reach a model, or a server, and should not. */
const isStrict = ({ code }: Diagnostic): boolean =>
  code === "plan/gives-orders" || code === "plan/hidden-characters" || code === "plan/foreign-server";

/** The gravest class of error decides. */
const exitCode = (diagnostics: readonly Diagnostic[], findings: boolean): number => {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const classes = new Set(errors.map(({ code }) => errorClassOf(code)));
  const [gravest] = (["usage", "input", "output", "findings"] as const).filter((one) => classes.has(one));
  if (gravest !== undefined) return exit[gravest];
  return findings ? exit.findings : exit.fine;
};

/** One line on a terminal, from a second on; nothing when piped. */
const progressLine = (terminal: Terminal, silent: boolean) => {
  const begun = performance.now();
  let shown = false;
  return {
    show(stage: string): void {
      if (silent || !terminal.isTerminal || performance.now() - begun < 1_000) return;
      shown = true;
      terminal.err(`\r\u001b[K${stage} …`);
    },
    clear(): void {
      if (shown) terminal.err("\r\u001b[K");
    },
  };
};
