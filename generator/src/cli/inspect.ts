import { counted, number, visible } from "../report/index.js";
import { defineCommand, nameFlag, specFlags } from "./command.js";
import {
  type InspectedApi,
  type InspectedFlags,
  type Inspection,
  inspected,
  skippedOf,
} from "./inspection.js";
import type { Session } from "./session.js";

/** Tools that are shown unless all are asked for, and operations that were left out. */
const usual = { tools: 20, skipped: 20 } as const;

/** Columns side by side; those of numbers to the right. */
const table = (rows: readonly (readonly (string | number)[])[]): readonly string[] => {
  const texts = rows.map((row) =>
    row.map((cell) => (typeof cell === "number" ? number(cell) : visible(cell))),
  );
  const widths = (texts[0] ?? []).map((_, column) =>
    Math.max(...texts.map((row) => row[column]?.length ?? 0)),
  );
  return texts.map((row, index) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return typeof rows[index]?.[column] === "number" ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
};

const block = (heading: string, lines: readonly string[]): string =>
  [heading, ...lines.map((line) => (line === "" ? "" : `  ${line}`))].join("\n");

const apiBlock = (api: InspectedApi): string => {
  const left = api.skipped.length;
  const patches = api.patches.map(({ by, changes }) => ["patch", `${by}: ${counted(changes, "change")}`]);
  const skipped = api.skipped
    .slice(0, usual.skipped)
    .map(({ pointer, code }) => `${visible(pointer)}  ${code}`);
  return block(`${visible(api.title)} ${visible(api.version)}`, [
    ...table([
      ["source", api.source],
      ["format", `OpenAPI ${api.openapi}`],
      ["servers", api.servers.join(", ") || "none; --base-url must name one"],
      ...(patches.length === 0 ? [["patches", "none"]] : patches),
      ["operations", `${number(api.operations)}: ${counted(api.tools, "tool")}, ${number(left)} left out`],
    ]),
    ...(left === 0
      ? []
      : [...skipped, ...(left > skipped.length ? [`… ${left - skipped.length} more`] : [])]),
  ]);
};

const credentialBlock = ({ credentials: { schemes, authorization }, apis }: Inspection): string =>
  block("Credentials, by security scheme, as environment variables", [
    ...schemes.flatMap(({ name, apis: owners, sent, ways }) => {
      const owner = apis.length > 1 ? ` (${owners.join(", ")})` : "";
      const needed = ways.map((names) => names.join(" and ")).join(", or ");
      return [visible(`${name}${owner}: ${sent}`), ...(needed === "" ? [] : [`  ${needed}`])];
    }),
    ...(schemes.length === 0 ? ["The spec names no security scheme."] : []),
    `${schemes.length === 0 ? "One variable works all the same" : "Or one variable for all"}: ${authorization}, the whole Authorization header`,
  ]);

const toolBlock = ({ tools, tokens, auto }: Inspection, all: boolean): string => {
  const shown = all ? tools : tools.slice(0, usual.tools);
  const mode = auto.why === undefined ? "all" : `search, because ${auto.why} exceed what clients accept`;
  const rows = table(shown.map(({ tokens: cost, name, calls }) => [cost, name, calls]));
  return block(`${counted(tools.length, "tool")}, with the tokens that a model pays for each`, [
    ...table([
      ["all listed", tokens.all],
      ["search mode", tokens.search],
    ]),
    `--mode auto: ${mode}`,
    ...(rows.length === 0 ? [] : ["", ...rows]),
    ...(shown.length < tools.length
      ? [`… ${number(tools.length - shown.length)} more; --all shows them`]
      : []),
  ]);
};

const profileBlocks = ({ profiles }: Inspection): readonly string[] =>
  profiles.length === 0
    ? []
    : [
        block(
          "Profiles, with the tokens of their tools",
          table(profiles.map(({ name, tools, tokens }) => [name, counted(tools, "tool"), tokens])),
        ),
      ];

const webhookBlock = ({ webhooks }: Inspection, all: boolean): readonly string[] => {
  if (webhooks.length === 0) return [];
  const shown = all ? webhooks : webhooks.slice(0, usual.tools);
  return [
    block(
      `${counted(webhooks.length, "webhook")} that can be received as events, with --events-port or over HTTP`,
      [
        ...table(shown.map(({ path, check, description = "" }) => [path, check, description.slice(0, 80)])),
        ...(shown.length < webhooks.length
          ? [`… ${number(webhooks.length - shown.length)} more; --all shows them`]
          : []),
      ],
    ),
  ];
};

/** An inspection for people. Text of a spec is shown without what a terminal would obey. */
const inspectionText = (inspection: Inspection, options: { readonly all: boolean }): string =>
  `${[
    ...inspection.apis.map(apiBlock),
    ...(inspection.absent.length === 0
      ? []
      : [`Not pulled, so nothing here is of: ${inspection.absent.join(", ")}`]),
    credentialBlock(inspection),
    ...profileBlocks(inspection),
    toolBlock(inspection, options.all),
    ...webhookBlock(inspection, options.all),
  ].join("\n\n")}\n`;

type InspectFlags = InspectedFlags & { readonly all?: boolean };

/** `jackfield inspect`: what a server made from a spec, or from the config, would be. Writes nothing. */
export const runInspect = async (
  spec: string | undefined,
  flags: InspectFlags,
  session: Session,
): Promise<number> => {
  const outcome = await inspected(spec, flags, session);
  if (!outcome) return session.finish();
  const { inspection } = outcome;
  return session.finish({
    skipped: skippedOf(inspection),
    summary: inspection,
    text: inspectionText(inspection, { all: flags.all === true }),
  });
};

export const inspectCommand = defineCommand({
  usage: "inspect [spec]",
  summary: "Show the server that a spec or the config would make: tools, tokens, credentials.",
  flags: {
    ...nameFlag,
    all: { doc: "show every tool, not only the twenty largest" },
    ...specFlags,
  },
  help: `Examples:
  jackfield inspect                       the config's server
  jackfield inspect openapi.yaml --all    a server from a spec, with all its tools
  jackfield inspect openapi.yaml --json   the same as JSON, with every diagnostic`,
  run: (given, [spec], session) => runInspect(spec, given, session),
});
